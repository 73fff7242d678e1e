"""What waits for a decision of the reader, for Today and the navigation: one query."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from staff.models import Unit, User
from staff.permissions import Permission, has_permission
from tiering.models import PolicyVersion, Proposal
from tiering.models.policy import PolicyStatus


@dataclass(frozen=True)
class Decisions:
    """Class proposals in reach, and the numbers of policy versions by what they wait for."""

    proposals: int = 0
    approvals: tuple[int, ...] = ()  # submitted by others
    returned: tuple[int, ...] = ()  # sent back to the reader

    @property
    def policies(self) -> int:
        return len(self.approvals) + len(self.returned)

    def __bool__(self) -> bool:
        return bool(self.proposals or self.policies)

    def by_entry(self) -> dict[str, int]:
        """Counts by the name of their entry in the navigation."""
        return {"proposals": self.proposals, "policies": self.policies}


def decisions_of(user: User) -> Decisions:
    """One query, and none for roles that neither decide nor draft."""
    decides = has_permission(user, Permission.CLASS_DECIDE)
    if not decides and not has_permission(user, Permission.POLICY_EDIT):
        return Decisions()
    versions = PolicyVersion.objects.order_by("number")
    counted: Any = User.objects.filter(pk=user.pk).values_list(
        _count(Proposal.objects.visible_to(user).open()) if decides else Value(0),
        ArraySubquery(_to_approve(versions, user).values("number")),
        ArraySubquery(_sent_back(versions, user).values("number")),
    )
    proposals, approvals, returned = counted.get()
    return Decisions(proposals, tuple(approvals or ()), tuple(returned))


def _count(rows: QuerySet[Any]) -> Coalesce:
    total = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(total), 0)


def _to_approve(versions: QuerySet[PolicyVersion], user: User) -> QuerySet[PolicyVersion]:
    """As `decides_over_policies` says: only who leads the units at the top, and nobody's own."""
    waiting = versions.filter(status=PolicyStatus.SUBMITTED).exclude(author=user)
    if not has_permission(user, Permission.POLICY_APPROVE):
        return waiting.none()
    return waiting.filter(Exists(Unit.objects.filter(pk=user.unit_id or 0, parent=None)))


def _sent_back(versions: QuerySet[PolicyVersion], user: User) -> QuerySet[PolicyVersion]:
    return versions.filter(status=PolicyStatus.DRAFT, author=user).exclude(answer="")
