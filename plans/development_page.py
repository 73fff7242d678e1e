"""What the page of a development plan shows beside what every plan shows."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models.amounts import YEAR, months_before
from plans.development import sold
from plans.forms_content import SectionForm
from plans.measures import stand
from plans.models import Plan, PlanMilestone
from plans.operating_page import parts
from plans.position import position
from staff.models import User


def development(
    plan: Plan, user: User, today: date, section: SectionForm | None = None
) -> dict[str, Any]:
    """Context of the parts that only a development plan has."""
    steps: QuerySet[PlanMilestone] = plan.milestones.order_by("place", "pk")
    milestones = [(step, step.slippage(today)) for step in steps]
    found, year = sold(plan), months_before(today, YEAR)
    return {
        "parts": parts(plan, today, wrong=section),
        "milestones": milestones,
        "done": sum(step.done_on is not None for step, _late in milestones),
        "next_step": next((step.pk for step, _late in milestones if step.done_on is None), None),
        "checks": list(plan.checks.order_by("place", "pk")),
        "sold": found,
        "is_won": found.wins(plan),
        "position": position(plan, user, today, stand(plan.account, user, year)),
    }
