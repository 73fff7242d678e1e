"""What we will do."""

from plans.models.plan import CULTIVATION, DEVELOPMENT, Plan, PlanState, Purpose
from plans.models.plan_action import PlanAction
from plans.models.plan_gap import PlanGap

__all__ = ["CULTIVATION", "DEVELOPMENT", "Plan", "PlanAction", "PlanGap", "PlanState", "Purpose"]
