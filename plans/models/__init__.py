"""What we will do."""

from plans.models.plan import CULTIVATION, DEVELOPMENT, Plan, PlanState, Purpose
from plans.models.plan_action import PlanAction
from plans.models.plan_gap import PlanGap
from plans.models.problem import Category, Problem, Severity

__all__ = [
    "CULTIVATION",
    "DEVELOPMENT",
    "Category",
    "Plan",
    "PlanAction",
    "PlanGap",
    "PlanState",
    "Problem",
    "Purpose",
    "Severity",
]
