"""The work list: what is to be done by whom, what is overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relationships.models import Action
from staff.models import User
from staff.permissions import Permission, has_permission

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
