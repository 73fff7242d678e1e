"""Milestones are reached with evidence, points are answered, first orders expected."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, PlanCheck, PlanMilestone
from plans.services.access import OPEN, worked, written
from staff.models import User


@transaction.atomic
def reach(*, milestone: PlanMilestone, by: User, today: date, evidence: str) -> PlanMilestone:
    """It is reached today, and this shows it."""
    worked(milestone.plan, by, *OPEN)
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say what shows that it is reached.")})
    milestone.done_on, milestone.evidence = today, evidence.strip()
    milestone.save(update_fields=["done_on", "evidence"])
    return milestone


@transaction.atomic
def take_back(*, milestone: PlanMilestone, by: User) -> PlanMilestone:
    """It is not reached after all."""
    worked(milestone.plan, by, *OPEN)
    milestone.done_on, milestone.evidence = None, ""
    milestone.save(update_fields=["done_on", "evidence"])
    return milestone


@transaction.atomic
def plan_milestone(
    *, milestone: PlanMilestone, by: User, today: date, due_on: date
) -> PlanMilestone:
    """Another day; of an active plan that is a revision."""
    plan = written(milestone.plan, by, today)
    if not plan.spans(due_on):
        raise ValidationError({"due_on": _("The day lies outside the time of the plan.")})
    milestone.due_on = due_on
    milestone.save(update_fields=["due_on"])
    return milestone


@transaction.atomic
def answer(*, check: PlanCheck, by: User, answer: bool | None, note: str) -> PlanCheck:
    worked(check.plan, by, *OPEN)
    check.answer, check.note = answer, note.strip()
    check.save(update_fields=["answer", "note"])
    return check


@transaction.atomic
def expect_order(
    *,
    plan: Plan,
    by: User,
    today: date,
    first_order: Decimal | None,
    first_order_on: date | None,
) -> Plan:
    """What the first order will be, and when."""
    plan = written(plan, by, today)
    if first_order is not None and first_order <= 0:
        raise ValidationError({"first_order": _("An order is worth more than nothing.")})
    if first_order_on is not None and not plan.spans(first_order_on):
        raise ValidationError({"first_order_on": _("The day lies outside the time of the plan.")})
    plan.first_order, plan.first_order_on = first_order, first_order_on
    plan.save(update_fields=["first_order", "first_order_on"])
    return plan
