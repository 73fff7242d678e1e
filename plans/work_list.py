"""The work list: what is to be done by whom, what is overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from relationships.models import Action
from staff.models import User
from staff.permissions import SELLING, Permission, has_permission

WEEK = timedelta(days=7)
STATES: tuple[tuple[str, str | Promise], ...] = (
    ("", pgettext_lazy("actions", "Open")),
    ("done", pgettext_lazy("actions", "Done")),
)


@dataclass(frozen=True)
class Part:
    """Actions that are due alike."""

    name: str | Promise
    actions: list[Action]
    is_late: bool = False


def work(user: User, owner: User | None, state: str) -> QuerySet[Action]:
    """Those at accounts `user` may open; of `owner`, or of everybody."""
    found = Action.objects.visible_to(user).for_list().select_related("plan_action__plan")
    if owner:
        found = found.filter(owner=owner)
    if state == "done":
        return found.exclude(done_on=None).order_by("-done_on", "-pk")
    return found.open()


def with_plans(actions: Iterable[Action], user: User) -> list[Action]:
    """Each leads to its plan, for readers of plans."""
    rows = list(actions)
    if has_permission(user, Permission.PLAN_VIEW):
        for action in rows:
            action.plan_id = action.plan_action.plan_id if hasattr(action, "plan_action") else None
    return rows


def parts(actions: Iterable[Action], today: date) -> list[Part]:
    """By when they are due; empty parts are left out."""
    rows = list(actions)
    edges = (
        (_("Overdue"), date.min, today),
        (_("Today"), today, today + timedelta(days=1)),
        (_("In the next seven days"), today + timedelta(days=1), today + WEEK + timedelta(days=1)),
        (_("Later"), today + WEEK + timedelta(days=1), date.max),
    )
    found = [
        Part(name, [row for row in rows if start <= row.due_on < end], end == today)
        for name, start, end in edges
    ]
    return [part for part in found if part.actions]


def hands(user: User) -> QuerySet[User]:
    """Who could take work of `user`: colleagues in sight, and the teams of the accounts in sight.
    The service checks who sees which account."""
    mine = Account.objects.visible_to(user).order_by().values("pk")
    near = Q(pk__in=User.objects.visible_to(user).order_by().values("pk"))
    if user.role in SELLING:  # a manager sees the unit, more would be everybody
        team = Account.members.through.objects.filter(account__in=mine).values("user")
        owners = Account.objects.filter(pk__in=mine).exclude(owner=None).values("owner")
        near |= Q(pk__in=team) | Q(pk__in=owners)
    return User.objects.active().filter(near).order_by("name", "pk")
