"""What an account is worth and how we found it."""

from tiering.models.assessment import Assessment
from tiering.models.backtest import BackTest
from tiering.models.change import ClassChange
from tiering.models.measure import Measure, MeasureState
from tiering.models.pin import Pin
from tiering.models.policy import PolicyVersion
from tiering.models.proposal import Proposal
from tiering.models.run import CurrentRun, NightReport, Run
from tiering.models.score import Score
from tiering.models.selection import Assumption, Decision, Strategy
from tiering.models.track import Review, Track
from tiering.models.trial import Trial

__all__ = [
    "Assessment",
    "Assumption",
    "BackTest",
    "ClassChange",
    "CurrentRun",
    "Decision",
    "Measure",
    "MeasureState",
    "NightReport",
    "Pin",
    "PolicyVersion",
    "Proposal",
    "Review",
    "Run",
    "Score",
    "Strategy",
    "Track",
    "Trial",
]
