"""How we stand with an account."""

from relationships.models.account_file import AccountFile
from relationships.models.action import Action
from relationships.models.attachment import Attachment
from relationships.models.care_date import CareDate
from relationships.models.care_limits import CareLimits
from relationships.models.care_rules import CareRules
from relationships.models.care_task import CareTask
from relationships.models.coverage import Coverage, CoverageStandard
from relationships.models.followed_import import FollowedImport
from relationships.models.gift import Gift
from relationships.models.greeting import Greeting
from relationships.models.grid import GridRules, Preset, StageCell
from relationships.models.handover import Handover, HandoverItem
from relationships.models.leaving import Leaving
from relationships.models.level import Axis, Level
from relationships.models.need import NeedItem, NeedStatus
from relationships.models.partnership import Partnership
from relationships.models.relation import Relation, StageChange
from relationships.models.rhythm import Rhythm
from relationships.models.scenario import ScenarioStandard
from relationships.models.standard_change import StandardChange
from relationships.models.visit import Visit, VisitColleague, VisitContact

__all__ = [
    "AccountFile",
    "Action",
    "Attachment",
    "Axis",
    "CareDate",
    "CareLimits",
    "CareRules",
    "CareTask",
    "Coverage",
    "CoverageStandard",
    "FollowedImport",
    "Gift",
    "Greeting",
    "GridRules",
    "Handover",
    "HandoverItem",
    "Leaving",
    "Level",
    "NeedItem",
    "NeedStatus",
    "Partnership",
    "Preset",
    "Relation",
    "Rhythm",
    "ScenarioStandard",
    "StageCell",
    "StageChange",
    "StandardChange",
    "Visit",
    "VisitColleague",
    "VisitContact",
]
