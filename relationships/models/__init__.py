"""How we stand with an account."""

from relationships.models.care_rules import CareRules
from relationships.models.coverage import Coverage, CoverageStandard
from relationships.models.grid import GridRules, Preset, StageCell
from relationships.models.leaving import Leaving
from relationships.models.level import Axis, Level
from relationships.models.partnership import Partnership
from relationships.models.relation import Relation, StageChange
from relationships.models.rhythm import Rhythm
from relationships.models.visit import Visit, VisitContact

__all__ = [
    "Axis",
    "CareRules",
    "Coverage",
    "CoverageStandard",
    "GridRules",
    "Leaving",
    "Level",
    "Partnership",
    "Preset",
    "Relation",
    "Rhythm",
    "StageCell",
    "StageChange",
    "Visit",
    "VisitContact",
]
