"""An account's business: what it bought year by year and the ledger behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Max, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import ExtractYear

from accounts.models import Account, LedgerEntry
from accounts.models.ledger import EntryKind
from staff.models import User

ZERO = Decimal(0)


@dataclass(frozen=True)
class Year:
    """Sums of one calendar year in base currency; `cost` None when no row has one."""

    year: int
    sales: Decimal
    returns: Decimal
    rebates: Decimal
    net: Decimal
    with_cost: Decimal
    cost: Decimal | None
    last: date  # the day of the last entry

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.with_cost - self.cost

    @property
    def margin_share(self) -> Decimal | None:
        return None if self.margin is None or self.with_cost <= 0 else self.margin / self.with_cost


def entries(account: Account, *, group: bool) -> QuerySet[LedgerEntry]:
    """What we know now of the account's ledger, or of its whole group's."""
    whose = Q(account__top=account.pk) if group else Q(account=account.pk)
    return LedgerEntry.objects.current().filter(whose)


def entries_for(found: QuerySet[LedgerEntry], user: User) -> QuerySet[LedgerEntry]:
    """Those of accounts `user` may open: who sees a group's head reads its sums, not each order
    of members out of sight."""
    return found.filter(account__in=Account.objects.visible_to(user))


def ledger(found: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Rows for a page, newest first, each with its year's running total up to it."""
    running = Window(
        Sum("amount_base"),
        partition_by=[ExtractYear("date")],
        order_by=[F("date").asc(), F("pk").asc()],
    )
    return found.select_related("account").annotate(running=running).order_by("-date", "-pk")


def years(found: QuerySet[LedgerEntry]) -> list[Year]:
    """Newest first; one query."""

    def of(kind: str) -> Sum:
        return Sum("amount_base", filter=Q(kind=kind), default=ZERO)

    known = Case(
        When(cost_base__isnull=False, then=F("amount_base")),
        default=Value(ZERO),
        output_field=DecimalField(max_digits=18, decimal_places=2),
    )
    rows: Iterable[Any] = (
        found.order_by()
        .values(year=ExtractYear("date"))
        .annotate(
            sales=of(EntryKind.SALE),
            returns=of(EntryKind.RETURN),
            rebates=of(EntryKind.REBATE),
            net=Sum("amount_base"),
            with_cost=Sum(known),
            cost=Sum("cost_base"),
            last=Max("date"),
        )
        .order_by("-year")
    )
    return [Year(**row) for row in rows]
