"""The life of a plan: made with its gap table, submitted, approved by another, closed.

Refusals are `ValidationError`s keyed by the field that has to change. Every act locks the plan.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans import gaps
from plans.models import Plan, PlanAction, PlanGap, PlanState, Purpose
from relationships.models import Action
from relationships.services.relations import managers_of
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import tell


@transaction.atomic
def create_plan(
    *, account: Account, by: User, purpose: str, why: str, starts_on: date, ends_on: date
) -> Plan:
    """A draft of `by`, with what is missing for its target as it stands today."""
    if not has_permission(by, Permission.PLAN_EDIT):
        raise PermissionDenied
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The end must not be before the start.")})
    if Plan.objects.under_way().filter(account=account, purpose=purpose).exists():
        raise ValidationError({"purpose": _("A plan of this purpose is under way already.")})
    target = gaps.target_of(account, purpose, by)
    if not target:
        raise ValidationError({"purpose": NO_WAY[Purpose(purpose)]})
    plan = Plan.objects.create(
        account=account,
        purpose=purpose,
        target=target,
        owner=by,
        why=why.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    found = gaps.missing(account, purpose, target, by)
    PlanGap.objects.bulk_create([PlanGap(plan=plan, need=gap.need) for gap in found])
    return plan


NO_WAY = {
    Purpose.TO_CORE: _("Only an important account is led to core."),
    Purpose.TO_PLATINUM: _("Only a Plum or Rib account is led to Platinum."),
    Purpose.UP_TIER: _("There is no tier above this account's, or it has none yet."),
    Purpose.STAGE_UP: _("There is no stage above this account's."),
    Purpose.RETAIN: _("This account has no tier yet that it could keep."),
}


@transaction.atomic
def submit(*, plan: Plan, by: User, today: date) -> Plan:
    """Ask for approval; the managers nearest above the account are told."""
    plan = _worked(plan, by, PlanState.DRAFT)
    if not plan.plan_actions.exists():
        raise ValidationError(_("A plan without an action is none: add the first."))
    plan.state, plan.submitted_on, plan.answer = PlanState.SUBMITTED, today, ""
    plan.save(update_fields=["state", "submitted_on", "answer"])
    told = [user for user in managers_of(plan.account) if user != plan.owner]
    _tell(told, plan, NoticeKind.PLAN_WAITS)
    return plan


@transaction.atomic
def approve(*, plan: Plan, by: User, today: date) -> Plan:
    """From now on it is active. Nobody approves a plan of their own (four eyes)."""
    return _decide(plan, by, today, PlanState.ACTIVE, "")


@transaction.atomic
def send_back(*, plan: Plan, by: User, today: date, reason: str) -> Plan:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the owner can mend it.")})
    return _decide(plan, by, today, PlanState.DRAFT, reason.strip())


@transaction.atomic
def close(*, plan: Plan, by: User, today: date, lessons: str) -> Plan:
    """It is over: what was learnt is kept. Actions still open are dropped."""
    if not lessons.strip():
        raise ValidationError({"lessons": _("Say what was learnt: the next plan can build on it.")})
    plan = _worked(plan, by, PlanState.ACTIVE)
    plan.state, plan.lessons, plan.closed_on = PlanState.CLOSED, lessons.strip(), today
    plan.save(update_fields=["state", "lessons", "closed_on"])
    _drop_open(plan, today)
    return plan


@transaction.atomic
def cancel(*, plan: Plan, by: User, today: date) -> Plan:
    """It is not pursued; it stays to be read."""
    plan = _worked(plan, by, PlanState.DRAFT, PlanState.SUBMITTED, PlanState.ACTIVE)
    plan.state, plan.closed_on = PlanState.CANCELLED, today
    plan.save(update_fields=["state", "closed_on"])
    _drop_open(plan, today)
    return plan


@transaction.atomic
def add_action(
    *, plan: Plan, by: User, text: str, owner: User, due_on: date, need: str = ""
) -> PlanAction:
    """An action of the plan, hung on the gap `need`; it appears on the owner's Today page."""
    plan = _worked(plan, by, PlanState.DRAFT, PlanState.ACTIVE)
    if need and need not in gaps.NAMES:
        raise ValidationError({"need": _("There is no such gap.")})
    if not Account.objects.visible_to(owner).filter(pk=plan.account_id).exists():
        raise ValidationError({"owner": _("This colleague does not see the account.")})
    if not plan.starts_on <= due_on <= plan.ends_on:
        raise ValidationError({"due_on": _("The day lies outside the time of the plan.")})
    action = Action.objects.create(
        account=plan.account, owner=owner, text=text.strip(), due_on=due_on
    )
    return PlanAction.objects.create(plan=plan, action=action, need=need)


def _decide(plan: Plan, by: User, today: date, state: PlanState, answer: str) -> Plan:
    plan = _locked(plan)
    if plan.owner_id == by.pk or not Plan.objects.waiting_for(by).filter(pk=plan.pk).exists():
        if plan.state != PlanState.SUBMITTED:
            raise ValidationError(_("This plan does not wait for a decision."))
        raise PermissionDenied
    plan.state, plan.answer = state, answer
    plan.decided_by, plan.decided_on = by, today
    plan.save(update_fields=["state", "answer", "decided_by", "decided_on"])
    _tell([plan.owner], plan, NoticeKind.PLAN_DECIDED, outcome=str(state))
    return plan


def _worked(plan: Plan, by: User, *states: PlanState) -> Plan:
    """The plan as it is now, locked; only who works it, and only in these states."""
    plan = _locked(plan)
    if not plan.worked_by(by):
        raise PermissionDenied
    if plan.state not in states:
        text = _("This plan is in the state %(state)s by now.")
        raise ValidationError(text, params={"state": plan.get_state_display()})
    return plan


def _locked(plan: Plan) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",)).select_related("account__unit", "owner")
    return rows.get(pk=plan.pk)


def _drop_open(plan: Plan, today: date) -> None:
    Action.objects.open().filter(plan_action__plan=plan).update(dropped_on=today)


def _tell(users: list[User], plan: Plan, kind: NoticeKind, **params: str) -> None:
    tell(
        users=users,
        kind=kind,
        key=f"{plan.pk}:{plan.submitted_on}:{plan.state}",
        url=reverse("plan_detail", args=[plan.pk]),
        params={"account": both(plan.account), "by": both(plan.owner), **params},
    )
