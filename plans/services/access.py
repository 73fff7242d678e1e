"""Who may change which plan when; every act locks the plan first."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans import gaps
from plans.document import document
from plans.models import Plan, PlanRevision, PlanState
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.services.notices import tell

APPROVED = (PlanState.APPROVED, PlanState.ACTIVE)  # a change of these is a revision
OPEN = (PlanState.DRAFT, *APPROVED)


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
    named = (
        "account__unit",
        "account__standing",
        "account__owner",
        "owner",
        "decided_by",
        "sponsored_by",
    )
    return rows.select_related(*named).get(pk=plan.pk)


def written(plan: Plan, by: User, today: date) -> Plan:
    """The plan, locked, before `by` changes what it says; an approved one as it was is kept.

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
    if plan.state in APPROVED and not _is_revised(plan, by, today):
        PlanRevision.objects.create(
            plan=plan,
            number=plan.revision,
            document=document(plan),
            ended_on=today,
            ended_by=by,
        )
        plan.revision += 1
        plan.save(update_fields=["revision"])
        _tell_approvers(plan, by)
    return plan


def _tell_approvers(plan: Plan, by: User) -> None:
    """Who approved it learns that it is rewritten (decision 44 asks for no new approval)."""
    approved = [user for user in (plan.decided_by, plan.sponsored_by) if user and user != by]
    tell(
        users=[user for user in approved if sees(user, plan)],
        kind=NoticeKind.PLAN_CHANGED,
        key=f"{plan.pk}:{plan.revision}",
        url=reverse("plan_detail", args=[plan.pk]),
        params={"account": both(plan.account), "by": both(by)},
    )


def sees(user: User, plan: Plan) -> bool:
    """Whether a notice of it leads `user` anywhere."""
    return Plan.objects.visible_to(user).filter(pk=plan.pk).exists()


def _is_revised(plan: Plan, by: User, today: date) -> bool:
    last = plan.revisions.order_by("-number").first()
    return last is not None and (last.ended_by_id, last.ended_on) == (by.pk, today)


def check_sees(owner: User, accounts: Sequence[int]) -> None:
    """Nobody is given work at an account they can't open."""
    wanted = set(accounts)
    seen = Account.objects.visible_to(owner).filter(pk__in=wanted).order_by()
    if missing := wanted - set(seen.values_list("pk", flat=True)):
        name = Account.objects.order_by("pk").get(pk=min(missing)).display_name
        text = _("This colleague does not see the account %(name)s.")
        raise ValidationError({"owner": ValidationError(text, params={"name": name})})


def check_time(plan: Plan, due_on: date) -> None:
    if not plan.spans(due_on):
        raise ValidationError({"due_on": _("The day lies outside the time of the plan.")})


def check_effect(need: str, expects: Decimal | None) -> None:
    """What an action is to bring can't be more than the whole scale of its criterion."""
    most = gaps.MOST.get(need)
    if expects is not None and most is not None and abs(expects) > most:
        text = _("This criterion has %(most)s at most.")
        raise ValidationError({"expects": ValidationError(text, params={"most": most})})
