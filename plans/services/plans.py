"""The life of a plan: made with its gap table, submitted, approved by another, closed.

Refusals are `ValidationError`s keyed by the field that has to change. Every act locks the plan.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.amounts import YEAR, months_before
from kam.lib.days import full_day
from kam.lib.history import events_of
from plans import development, gaps, targets
from plans.measures import everything
from plans.models import Plan, PlanGap, PlanState, Purpose
from plans.models.learnt import REMEMBERED
from plans.models.plan import UNDER_WAY
from plans.purposes import UNDER_WAY as UNDER_WAY_ALREADY
from plans.purposes import no_way
from plans.services import readiness
from plans.services.access import locked, sees, worked, written
from plans.services.following import follow
from plans.services.sharing import check_nameless
from plans.services.templates import copy_into
from relationships.models import Action
from relationships.services.relations import managers_of
from staff.models import User
from staff.models.notice import Notice, NoticeKind
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
    if purpose == Purpose.OPERATING:
        _check_year(account, starts_on, ends_on)
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The end must be after the start.")})
    same = Plan.objects.under_way().filter(account=account, purpose=purpose)
    if purpose != Purpose.OPERATING and same.exists():
        raise ValidationError({"purpose": UNDER_WAY_ALREADY})
    target = targets.target_of(account, purpose, by)
    if reason := no_way(account, purpose, target, starts_on):
        raise ValidationError({"purpose": reason})
    plan = Plan.objects.create(
        account=account,
        purpose=purpose,
        target=target,
        owner=by,
        why=why.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    PlanGap.objects.bulk_create(
        PlanGap(plan=plan, need=gap.need, was_open=not gap.holds, start=gap.now)
        for gap in gaps.criteria(account, purpose, target, by)
    )
    copy_into(plan)
    return plan


@transaction.atomic
def change_plan(
    *, plan: Plan, by: User, today: date, why: str, starts_on: date, ends_on: date
) -> Plan:
    """Its reason and its time; of an active plan that is a revision, and its start stays."""
    plan = written(plan, by, today)
    if plan.state == PlanState.ACTIVE and starts_on != plan.starts_on:
        raise ValidationError({"starts_on": _("The plan has begun: its start stays.")})
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The end must be after the start.")})
    if plan.is_operating:
        _check_year(plan.account, starts_on, ends_on, plan)
    _check_inside(plan, starts_on, ends_on)
    plan.why, plan.starts_on, plan.ends_on = why.strip(), starts_on, ends_on
    if plan.state == PlanState.APPROVED and starts_on <= today:
        plan.state = PlanState.ACTIVE
    plan.save(update_fields=["why", "starts_on", "ends_on", "state"])
    return plan


def _check_inside(plan: Plan, starts_on: date, ends_on: date) -> None:
    """Nothing that is still to come may be left outside."""
    days = [
        *Action.objects.open().filter(plan_action__plan=plan).values_list("due_on", flat=True),
        *plan.goals.values_list("due_on", flat=True),
        *plan.milestones.filter(done_on=None).values_list("due_on", flat=True),
    ]
    if days and max(days) > ends_on:
        text = _("Actions, goals or milestones are due later, up to %(day)s: move them first.")
        params = {"day": full_day(max(days))}
        raise ValidationError({"ends_on": ValidationError(text, params=params)})
    if days and min(days) < starts_on:
        text = _("Actions, goals or milestones are due earlier, from %(day)s: move them first.")
        params = {"day": full_day(min(days))}
        raise ValidationError({"starts_on": ValidationError(text, params=params)})


def _check_year(account: Account, starts_on: date, ends_on: date, plan: Plan | None = None) -> None:
    """One operating plan at a time of an account and year, and none that is longer."""
    if starts_on.year != ends_on.year:
        raise ValidationError({"ends_on": _("An operating plan lies within one calendar year.")})
    same = Plan.objects.filter(
        account=account, purpose=Purpose.OPERATING, starts_on__year=starts_on.year
    )
    over = (PlanState.CANCELLED, PlanState.CLOSED)
    if same.exclude(state__in=over).exclude(pk=plan.pk if plan else 0).exists():
        text = _("There is an operating plan of %(year)s already.")
        raise ValidationError({"starts_on": ValidationError(text, params={"year": starts_on.year})})


@transaction.atomic
def submit(*, plan: Plan, by: User, today: date) -> Plan:
    """Ask for approval; the managers nearest above the account are told, and for an operating plan
    of a core or strategic account its sponsor."""
    plan = worked(plan, by, PlanState.DRAFT)
    if lacking := readiness.lacking(plan):
        raise ValidationError([str(each) for each in lacking])
    plan.state, plan.submitted_on, plan.answer = PlanState.SUBMITTED, today, ""
    plan.submitted_by = by
    plan.decided_by = plan.decided_on = plan.sponsored_by = plan.sponsor_on = None
    plan.needs_sponsor = readiness.needs_sponsor(plan)
    plan.save()
    asked = {*managers_of(plan.account)}
    if plan.needs_sponsor and plan.account.sponsor:
        asked.add(plan.account.sponsor)
    _tell([user for user in asked if user != plan.owner], plan, NoticeKind.PLAN_WAITS)
    return plan


@transaction.atomic
def take_back(*, plan: Plan, by: User, today: date) -> Plan:
    """It is not submitted after all; whoever works it may go on writing."""
    plan = worked(plan, by, PlanState.SUBMITTED)
    plan.state = PlanState.DRAFT
    plan.decided_by = plan.decided_on = plan.sponsored_by = plan.sponsor_on = None
    plan.save()
    _asked_no_more(plan)
    return plan


@transaction.atomic
def approve(*, plan: Plan, by: User, today: date) -> Plan:
    """As the account's sponsor where one is asked, else as a manager. With all approvals it is
    active, or approved until it begins. Nobody approves a plan of their own (four eyes)."""
    plan = _decided(plan, by)
    if plan.needs_sponsor and plan.account.sponsor_id == by.pk:
        plan.sponsored_by, plan.sponsor_on = by, today
    else:
        plan.decided_by, plan.decided_on = by, today
    if plan.decided_on and (plan.sponsor_on or not plan.needs_sponsor):
        plan.state = PlanState.ACTIVE if plan.starts_on <= today else PlanState.APPROVED
        _asked_no_more(plan)
        _tell(_concerned(plan), plan, NoticeKind.PLAN_DECIDED, outcome=str(plan.state))
    plan.save()
    return plan


@transaction.atomic
def send_back(*, plan: Plan, by: User, today: date, reason: str) -> Plan:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the owner can mend it.")})
    plan = _decided(plan, by)
    plan.state, plan.answer = PlanState.DRAFT, reason.strip()
    plan.decided_by, plan.decided_on = by, today
    plan.sponsored_by = plan.sponsor_on = None
    plan.save()
    _asked_no_more(plan)
    _tell(_concerned(plan), plan, NoticeKind.PLAN_DECIDED, outcome=str(plan.state))
    return plan


def follow_owners() -> int:
    """Plans under way go with their accounts; how many. Nobody gets one that they approved (four
    eyes): it stays."""
    approved = Q(decided_by=F("account__owner")) | Q(sponsored_by=F("account__owner"))
    return follow(Plan.objects.under_way().exclude(approved))


def begin_approved(*, today: date) -> int:
    """Approved plans whose first day has come are active; how many."""
    due = Plan.objects.filter(state=PlanState.APPROVED, starts_on__lte=today)
    return due.update(state=PlanState.ACTIVE)


@transaction.atomic
def close(*, plan: Plan, by: User, today: date, lessons: str, shared: bool = False) -> Plan:
    """It is over. Unless the target was found reached at two reviews, or the order won, what was
    learnt has to be said. Actions still open are dropped."""
    plan = worked(plan, by, PlanState.ACTIVE)
    plan.reached = (
        targets.is_reached(plan, today) or targets.was_proposed(plan) or development.is_won(plan)
    )
    if not plan.reached and not lessons.strip():
        raise ValidationError({"lessons": _("Say what was learnt: the next plan can build on it.")})
    if shared:
        check_nameless(plan.account, "lessons", lessons)
    _keep(plan, by, today)
    plan.state, plan.lessons, plan.closed_on = PlanState.CLOSED, lessons.strip(), today
    plan.remember(plan.account)
    plan.shared = shared
    plan.save(update_fields=["state", "lessons", "closed_on", "reached", "shared", *REMEMBERED])
    _drop_open(plan, today)
    return plan


@transaction.atomic
def cancel(*, plan: Plan, by: User, today: date) -> Plan:
    """It is not pursued; it stays to be read."""
    plan = worked(plan, by, *UNDER_WAY)
    _keep(plan, by, today)
    plan.state, plan.closed_on = PlanState.CANCELLED, today
    plan.save(update_fields=["state", "closed_on"])
    _drop_open(plan, today)
    return plan


def _keep(plan: Plan, by: User, today: date) -> None:
    """How criteria and goals stand on its last day; the book moves on, the plan does not."""
    _keep_gaps(plan, by)
    known = everything(plan.account, months_before(today, YEAR))
    for goal in plan.goals.order_by("pk"):
        goal.actual = known.get(goal.measure, goal.actual)
        goal.save(update_fields=["actual"])


def _keep_gaps(plan: Plan, by: User) -> None:
    rows = {row.need: row for row in plan.gaps.order_by("pk")}
    for gap in gaps.table(plan, by):
        row = rows.get(gap.need, PlanGap(plan=plan, need=gap.need))
        row.end, row.needed, row.held = gap.now, gap.needed, gap.holds
        row.save()


def _decided(plan: Plan, by: User) -> Plan:
    """The plan, locked, that waits for a decision of `by`."""
    plan = locked(plan)
    if not plan.decided_on_by(by):
        raise PermissionDenied
    if plan.state != PlanState.SUBMITTED:
        raise ValidationError(_("This plan does not wait for a decision."))
    if not Plan.objects.waiting_for(by).filter(pk=plan.pk).exists():
        raise PermissionDenied
    return plan


def _drop_open(plan: Plan, today: date) -> None:
    Action.objects.open().filter(plan_action__plan=plan).update(dropped_on=today)


def _concerned(plan: Plan) -> list[User]:
    """Its owner, and the account's if that is somebody else by now; whoever still sees it."""
    people = [user for user in (plan.owner, plan.account.owner) if user]
    return [user for user in people if sees(user, plan)]


def _asked_no_more(plan: Plan) -> None:
    """Who was asked to decide need not read it any more."""
    url = reverse("plan_detail", args=[plan.pk])
    asked = Notice.objects.filter(kind=NoticeKind.PLAN_WAITS, url=url).unread()
    asked.update(read_at=Now())


def _tell(users: list[User], plan: Plan, kind: NoticeKind, **params: str) -> None:
    times = events_of(Plan).objects.filter(pgh_obj_id=plan.pk).count()  # it may come again
    tell(
        users=users,
        kind=kind,
        key=f"{plan.pk}:{times}:{plan.state}",
        url=reverse("plan_detail", args=[plan.pk]),
        params={"account": both(plan.account), "by": both(plan.owner), **params},
    )
