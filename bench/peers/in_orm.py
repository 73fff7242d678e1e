"""The way everybody writes first: a loop over accounts, some queries and a save each."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Max, Sum

from accounts.models import Account, LedgerEntry
from tiering.models import Measure
from tiering.services.windows import months_before


def measure(ids: Sequence[int], *, as_of: date) -> None:
    """Measure and save each of these top accounts (domain §3.1)."""
    for pk in ids:
        _one(Account.objects.get(pk=pk), as_of)


def _one(account: Account, as_of: date) -> None:
    facts = LedgerEntry.objects.current().filter(account__top=account, date__lte=as_of)
    year = facts.filter(date__gt=months_before(as_of, 12))
    active_from = months_before(as_of, 24)
    known = year.exclude(cost_base=None).aggregate(net=Sum("amount_base"), cost=Sum("cost_base"))
    days = _occasions(facts)
    gaps = [(day - before).days for before, day in pairwise(days) if before > active_from]
    Measure.objects.update_or_create(
        account=account,
        defaults={
            "net_revenue": _cents(year.aggregate(net=Sum("amount_base"))["net"]),
            "revenue_with_cost": _cents(known["net"]),
            "cost_of_goods": _cents(known["cost"]),
            "occasions": sum(day > active_from for day in days),
            "window_occasions": sum(day > months_before(as_of, 12) for day in days),
            "first_occasion": days[0] if days else None,
            "last_occasion": days[-1] if days else None,
            "median_interval": median(gaps) if gaps else None,
            "tenure_from": days[0] if days else None,
            "has_recent_sale": facts.filter(kind="sale").aggregate(last=Max("date"))["last"]
            > active_from,
        },
    )


def _occasions(facts: Any) -> list[date]:
    """Days with a sale that was not returned in full."""
    back: dict[tuple[int, str], Any] = {}
    for row in facts.exclude(returns=""):
        key = row.account_id, row.returns
        back[key] = back.get(key, 0) + row.amount_base
    sales = facts.filter(kind="sale", amount_base__gt=0)
    return sorted(
        {
            row.date
            for row in sales
            if row.amount_base + back.get((row.account_id, row.reference), 0) > 0
        }
    )


def _cents(amount: Any) -> int:
    return int((amount or 0) * 100)


def results(ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """By account: net revenue, revenue with cost, cost, occasions, last occasion."""
    names = ("net_revenue", "revenue_with_cost", "cost_of_goods", "occasions", "last_occasion")
    rows = Measure.objects.filter(pk__in=ids).values_list("account_id", *names)
    return {pk: tuple(values) for pk, *values in rows}
