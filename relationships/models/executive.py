"""When accounts are due for a contact with one of our executives (domain §6.11)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Account
from relationships import rules
from relationships.models.rhythm import Rhythm
from relationships.models.scenario import EXECUTIVE
from relationships.models.visit import Visit
from relationships.rules import Effort, NextDue
from staff.models import User
from staff.permissions import Role

EXECUTIVES = (Role.SPONSOR, Role.MANAGER)


@dataclass(frozen=True)
class ExecutiveRow:
    account: Account
    due: NextDue
    last_on: date | None


class ExecutiveList:
    """Accounts whose standard asks for executives, the most overdue first; a paginator's list.

    What counts: a visit that counts for coverage, made by a sponsor or manager, or one whose
    scenario says that executives met.
    """

    ordered = True

    def __init__(self, user: User, *, as_of: date, efforts: dict[int, Effort]) -> None:
        self.as_of = as_of
        self.days = {tier: e.executive_days for tier, e in efforts.items() if e.executive_days}
        care = Rhythm.objects.visible_to(user).in_care(self.days)
        self.rhythms: Any = care.alias(executive_on=Coalesce(_last(), "since", "created_on"))
        if self.days:
            self.rhythms = self.rhythms.annotate(last_on=_last(), late_on=self._due_on())

    def _due_on(self) -> ExpressionWrapper:
        """The day the next one is due."""
        cases = [When(tier=tier, then=Value(days)) for tier, days in self.days.items()]
        days = Case(*cases, output_field=IntegerField())
        return ExpressionWrapper(F("executive_on") + days, output_field=DateField())

    def narrowed(self, *, late: bool, mine: User | None) -> "ExecutiveList":
        """Only overdue ones; only those that `mine` sponsors."""
        if late and self.days:
            self.rhythms = self.rhythms.filter(late_on__lt=self.as_of)
        if mine:
            self.rhythms = self.rhythms.filter(account__sponsor=mine)
        return self

    def count(self) -> int:
        return int(self.rhythms.count()) if self.days else 0

    def totals(self) -> Counter[str]:
        """`late` and `all`; one query."""
        if not self.days:
            return Counter()
        late = Count("pk", filter=Q(late_on__lt=self.as_of))
        return Counter(self.rhythms.aggregate(late=late, all=Count("pk")))

    def __getitem__(self, part: slice) -> list[ExecutiveRow]:
        return list(self._rows(part)) if self.days else []

    def _rows(self, part: slice) -> Iterator[ExecutiveRow]:
        rows = self.rhythms.select_related(
            "account__owner", "account__sponsor", "account__standing"
        )
        for row in rows.order_by("late_on", "pk")[part]:
            days = self.days[row.tier] or 0
            since = (self.as_of - row.late_on).days + days
            status = rules.due_status(days_since=since, visit_days=days)
            due = NextDue(row.late_on, (row.late_on - self.as_of).days, since, days, status)
            yield ExecutiveRow(row.account, due, row.last_on)


def _last() -> Subquery:
    met = Q(owner__role__in=EXECUTIVES) | Q(scenario=EXECUTIVE)
    visits = Visit.objects.counting().filter(met, account=OuterRef("pk"))
    return Subquery(visits.order_by("-date").values("date")[:1])
