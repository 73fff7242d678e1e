"""What an account is worth and how we found it."""

from tiering.models.change import ClassChange
from tiering.models.measure import Measure, MeasureState
from tiering.models.policy import PolicyVersion
from tiering.models.run import CurrentRun, NightReport, Run
from tiering.models.score import Score
from tiering.models.trial import Trial

__all__ = [
    "ClassChange",
    "CurrentRun",
    "Measure",
    "MeasureState",
    "NightReport",
    "PolicyVersion",
    "Run",
    "Score",
    "Trial",
]
