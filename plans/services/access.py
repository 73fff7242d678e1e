"""Who may change which plan when; every act locks the plan first."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from plans.document import document
from plans.models import Plan, PlanRevision, PlanState
from staff.models import User


def worked(plan: Plan, by: User, *states: PlanState) -> Plan:
    """The plan as it is now, locked; only for who works it, and only in these states."""
    plan = locked(plan)
    if not plan.worked_by(by):
        raise PermissionDenied
    if plan.state not in states:
        text = _("This plan is in the state %(state)s by now.")
        raise ValidationError(text, params={"state": plan.get_state_display()})
    return plan


def locked(plan: Plan) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",))
    return rows.select_related("account__unit", "account__standing", "owner").get(pk=plan.pk)


def written(plan: Plan, by: User, today: date) -> Plan:
    """The plan, locked, before `by` changes what it says; an active one as it was is kept.

    What one person changes on one day is one revision.
    """
    plan = worked(plan, by, PlanState.DRAFT, PlanState.ACTIVE)
    if plan.state == PlanState.ACTIVE and not _is_revised(plan, by, today):
        PlanRevision.objects.create(
            plan=plan,
            number=plan.revision,
            document=document(plan),
            ended_on=today,
            ended_by=by,
        )
        plan.revision += 1
        plan.save(update_fields=["revision"])
    return plan


def _is_revised(plan: Plan, by: User, today: date) -> bool:
    last = plan.revisions.order_by("-number").first()
    return last is not None and (last.ended_by_id, last.ended_on) == (by.pk, today)
