"""Tasks, of plans or not: made, changed, put off together, dropped.

Refusals are `ValidationError`s keyed by the field that has to change.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Account
from plans.models import Plan, PlanAction
from plans.services.access import check_effect, check_sees, check_time, reset
from relationships.models import Action
from relationships.services.actions import reopen_action
from staff.models import User
from staff.permissions import Permission, has_permission

MOST = 200  # put off at once
PASSED = _("This day has passed.")


@transaction.atomic
def create_task(
    *, account: Account, by: User, today: date, text: str, owner: User, due_on: date
) -> Action:
    """Something to do at an account that belongs to no plan."""
    if not has_permission(by, Permission.VISIT_LOG):
        raise PermissionDenied
    if due_on < today:
        raise ValidationError({"due_on": PASSED})
    check_sees(owner, [account.pk])
    return Action.objects.create(account=account, owner=owner, text=text.strip(), due_on=due_on)


@transaction.atomic
def change_action(
    *,
    action: Action,
    by: User,
    today: date,
    text: str,
    owner: User,
    due_on: date,
    weight: int | None = None,
    expects: Decimal | None = None,
) -> Action:
    """Other words, another day or another person; in a plan this makes a revision."""
    (action,) = _open([action], by)
    link = PlanAction.objects.filter(action=action).select_related("plan").first()
    if link:
        plan = reset(link.plan, by, today)
        check_time(plan, due_on)
        check_effect(link.need, expects)
        if weight is not None and plan.worked_by(by):  # what counts is for who works the plan
            link.weight, link.expects = weight, expects
            link.save(update_fields=["weight", "expects"])
    elif due_on != action.due_on and due_on < today:
        raise ValidationError({"due_on": PASSED})
    check_sees(owner, [action.account_id])
    action.text, action.owner, action.due_on = text.strip(), owner, due_on
    action.save(update_fields=["text", "owner", "due_on"])
    return action


@transaction.atomic
def reopen(*, action: Action, by: User) -> Action:
    """Take a tick back, unless the plan of the action is over."""
    over = PlanAction.objects.filter(action=action).exclude(plan__closed_on=None)
    if over.exists():
        raise ValidationError(_("The plan of this action is over: what was done stays done."))
    return reopen_action(action=action, by=by)


@transaction.atomic
def drop_action(*, action: Action, by: User, today: date) -> None:
    """It will not be done. It leaves its plan, whose earlier revision still tells of it."""
    (action,) = _open([action], by)
    link = PlanAction.objects.filter(action=action).select_related("plan").first()
    if link:
        if not reset(link.plan, by, today).worked_by(by):
            raise PermissionDenied
        link.delete()
    action.dropped_on = today
    action.save(update_fields=["dropped_on"])


@transaction.atomic
def replan(
    *,
    actions: Sequence[Action],
    by: User,
    today: date,
    due_on: date | None = None,
    days: int | None = None,
    owner: User | None = None,
) -> int:
    """Many at once: all to a day, or each by so many days, or to a person. All or none.

    Returns how many. At most `MOST`. A handful of queries, and one revision of each active plan.
    """
    if due_on is None and days is None and owner is None:
        raise ValidationError(_("Say which day, by how many days, or who."))
    if due_on is not None and due_on < today:
        raise ValidationError({"due_on": PASSED})
    if due_on is not None and days is not None:
        raise ValidationError({"days": _("Either a day or a number of days.")})
    rows = _open(actions, by)
    if owner:
        check_sees(owner, [row.account_id for row in rows])
    for row in rows:
        row.due_on = due_on or _later(row.due_on, days, today)
        row.owner = owner or row.owner
    _revise(rows, by, today)
    Action.objects.bulk_update(rows, ["due_on", "owner"])
    return len(rows)


def _later(day: date, days: int | None, today: date) -> date:
    """What is overdue is put off from today on."""
    return max(day, today) + timedelta(days=days) if days else day


def _open(actions: Sequence[Action], by: User) -> list[Action]:
    """Locked; all have to be open and for `by` to change."""
    wanted = {action.pk for action in actions}
    if not wanted:
        raise ValidationError(_("Choose at least one."))
    if len(wanted) > MOST:
        raise ValidationError(_("At most %(most)s at once."), params={"most": MOST})
    found = Action.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    rows = list(found.select_related("account", "owner").order_by("pk"))
    if not all(row.editable_by(by) for row in rows):
        raise PermissionDenied
    if not all(row.is_open for row in rows):
        raise ValidationError(_("It is done or dropped already."))
    return rows


def _revise(rows: Sequence[Action], by: User, today: date) -> None:
    """Each plan that has one of these keeps how it was; none may leave the time of its plan."""
    plans = Plan.objects.filter(plan_actions__action__in=rows).distinct().order_by("pk")
    kept = {plan.pk: reset(plan, by, today) for plan in plans}
    days = dict(PlanAction.objects.filter(action__in=rows).values_list("action", "plan"))
    late = [row for row in rows if row.pk in days and not kept[days[row.pk]].spans(row.due_on)]
    if late:
        text = ngettext(
            "%(what)s would leave the time of its plan.",
            "%(what)s and others, %(n)s in all, would leave the time of their plans.",
            len(late),
        )
        raise ValidationError(text, params={"what": str(late[0]), "n": len(late)})
