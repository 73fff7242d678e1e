"""Who may change which plan when; every act locks the plan first."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.document import document
from plans.models import Plan, PlanRevision, PlanState
from staff.models import User

OPEN = (PlanState.DRAFT, PlanState.ACTIVE)


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
    return _kept(worked(plan, by, *OPEN), by, today)


def reset(plan: Plan, by: User, today: date) -> Plan:
    """The same before `by`, who need not work the plan, changes an action of theirs in it."""
    plan = locked(plan)
    if plan.state not in OPEN:
        text = _("The plan of this action is in the state %(state)s: it can't be changed now.")
        raise ValidationError(text, params={"state": plan.get_state_display()})
    return _kept(plan, by, today)


def _kept(plan: Plan, by: User, today: date) -> Plan:
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


def check_sees(owner: User, accounts: Sequence[int]) -> None:
    """Nobody is given work at an account they can't open."""
    wanted = set(accounts)
    if Account.objects.visible_to(owner).filter(pk__in=wanted).count() < len(wanted):
        raise ValidationError({"owner": _("This colleague does not see the account.")})


def check_time(plan: Plan, due_on: date) -> None:
    if not plan.spans(due_on):
        raise ValidationError({"due_on": _("The day lies outside the time of the plan.")})
