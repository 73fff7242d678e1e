"""What waits for the reader, decisions and notices, for Today and the frame: one query."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Account
from plans.models import Plan
from relationships.models import Gift, Level, StandardChange
from staff.models import Notice, Unit, User
from staff.permissions import Permission, Role, has_permission
from tiering.models import PolicyVersion, Proposal
from tiering.models.policy import PolicyStatus


@dataclass(frozen=True)
class Decisions:
    """Class proposals in reach, policy versions by what they wait for (their numbers), gifts,
    accounts of which a level is to be confirmed, changes of standards, and plans.

    `unread` notices are counted along, and are no decisions.
    """

    proposals: int = 0
    approvals: tuple[int, ...] = ()  # submitted by others
    returned: tuple[int, ...] = ()  # sent back to the reader
    unread: int = 0
    gifts: int = 0
    levels: int = 0
    standards: int = 0
    plans: int = 0

    @property
    def policies(self) -> int:
        return len(self.approvals) + len(self.returned)

    def __bool__(self) -> bool:
        return any(self.by_entry().values()) or bool(self.levels)

    def by_entry(self) -> dict[str, int]:
        """Counts by the name of their entry in the navigation."""
        return {
            "proposals": self.proposals,
            "policies": self.policies,
            "care": self.gifts,
            "settings": self.standards,
            "plans": self.plans,
        }


def decisions_of(user: User) -> Decisions:
    """One query; of notices alone for roles that neither decide, nor draft, nor sponsor."""
    decides = has_permission(user, Permission.CLASS_DECIDE)
    asked = decides or has_permission(user, Permission.POLICY_EDIT) or user.role == Role.SPONSOR
    if not asked:
        return Decisions(unread=Notice.objects.visible_to(user).unread().count())
    with connection.cursor() as cursor:
        cursor.execute(*_statement(_Who(user.pk, user.role, user.unit_id)))
        proposals, approvals, returned, *others = cursor.fetchone()
    return Decisions(proposals, tuple(approvals or ()), tuple(returned), *others)


class _Who(NamedTuple):
    """All that the querysets of decisions ask of a user."""

    pk: int
    role: str
    unit_id: int | None


@lru_cache(maxsize=1024)
def _statement(who: _Who) -> tuple[str, Any]:
    """The query as SQL, kept: every page of a manager asks it, and building it from the querysets
    takes 20 ms, running it 2."""
    user = User(**who._asdict(), is_active=True)
    versions = PolicyVersion.objects.order_by("number")
    decides = has_permission(user, Permission.CLASS_DECIDE)
    counted: Any = User.objects.filter(pk=user.pk).values_list(
        _count(Proposal.objects.visible_to(user).open()) if decides else Value(0),
        ArraySubquery(_to_approve(versions, user).values("number")),
        ArraySubquery(_sent_back(versions, user).values("number")),
        _count(Notice.objects.visible_to(user).unread()),
        _count(Gift.objects.waiting_for(user)),
        _count(_to_confirm(user)),
        _count(StandardChange.objects.waiting_for(user)),
        _count(Plan.objects.waiting_for(user)),
    )
    sql, params = counted.query.sql_with_params()
    return sql, params


def _to_confirm(user: User) -> QuerySet[Account]:
    """As the account list finds them."""
    if not has_permission(user, Permission.LEVEL_CONFIRM):
        return Account.objects.none()
    waiting = Level.objects.waiting().values("account")
    return Account.objects.in_book_of(user).filter(pk__in=waiting)


def _count(rows: QuerySet[Any]) -> Coalesce:
    total = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(total), 0)


def _to_approve(versions: QuerySet[PolicyVersion], user: User) -> QuerySet[PolicyVersion]:
    """As `decides_over_policies` says: only who leads the units at the top, and nobody's own."""
    waiting = versions.filter(status=PolicyStatus.SUBMITTED).exclude(author=user)
    waiting = waiting.exclude(editors=user)
    if not has_permission(user, Permission.POLICY_APPROVE):
        return waiting.none()
    return waiting.filter(Exists(Unit.objects.filter(pk=user.unit_id or 0, parent=None)))


def _sent_back(versions: QuerySet[PolicyVersion], user: User) -> QuerySet[PolicyVersion]:
    return versions.filter(status=PolicyStatus.DRAFT, author=user).exclude(answer="")
