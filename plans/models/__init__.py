"""What we will do."""

from plans.models.goal import Measure, PlanGoal
from plans.models.plan import CULTIVATION, DEVELOPMENT, Plan, PlanState, Purpose
from plans.models.plan_action import PlanAction
from plans.models.plan_gap import PlanGap
from plans.models.problem import Category, Problem, Severity
from plans.models.revision import PlanRevision
from plans.models.risk import PlanRisk
from plans.models.section import PlanSection, SectionKind

__all__ = [
    "CULTIVATION",
    "DEVELOPMENT",
    "Category",
    "Measure",
    "Plan",
    "PlanAction",
    "PlanGap",
    "PlanGoal",
    "PlanRevision",
    "PlanRisk",
    "PlanSection",
    "PlanState",
    "Problem",
    "Purpose",
    "SectionKind",
    "Severity",
]
