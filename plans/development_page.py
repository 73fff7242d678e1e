"""What the page of a development plan shows beside what every plan shows."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from plans.development import sold
from plans.models import Plan, PlanMilestone
from plans.operating_page import parts


def development(plan: Plan, today: date) -> dict[str, Any]:
    """Context of the parts that only a development plan has."""
    steps: QuerySet[PlanMilestone] = plan.milestones.order_by("place", "pk")
    milestones = [(step, step.slippage(today)) for step in steps]
    found = sold(plan)
    return {
        "parts": parts(plan),
        "milestones": milestones,
        "done": sum(step.done_on is not None for step, _late in milestones),
        "next_step": next((step.pk for step, _late in milestones if step.done_on is None), None),
        "checks": list(plan.checks.order_by("place", "pk")),
        "sold": found,
        "is_won": found.wins(plan),
    }
