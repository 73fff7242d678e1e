"""What we will do."""

from plans.models.check import PlanCheck
from plans.models.goal import Measure, PlanGoal
from plans.models.milestone import PlanMilestone
from plans.models.plan import CULTIVATION, DEVELOPMENT, Plan, PlanState, Purpose
from plans.models.plan_action import PlanAction
from plans.models.plan_file import PlanFile
from plans.models.plan_gap import PlanGap
from plans.models.problem import Category, Problem, Severity
from plans.models.review import BusinessReview
from plans.models.revision import PlanRevision
from plans.models.risk import PlanRisk
from plans.models.section import PlanSection, SectionKind
from plans.models.template import PlanTemplate, RowKind, TemplateRow

__all__ = [
    "CULTIVATION",
    "DEVELOPMENT",
    "BusinessReview",
    "Category",
    "Measure",
    "Plan",
    "PlanAction",
    "PlanCheck",
    "PlanFile",
    "PlanGap",
    "PlanGoal",
    "PlanMilestone",
    "PlanRevision",
    "PlanRisk",
    "PlanSection",
    "PlanState",
    "PlanTemplate",
    "Problem",
    "Purpose",
    "RowKind",
    "SectionKind",
    "Severity",
    "TemplateRow",
]
