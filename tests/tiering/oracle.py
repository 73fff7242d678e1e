"""Measures the slow and obvious way, one account at a time: what the SQL must agree with."""

from datetime import date
from decimal import Decimal
from statistics import median

from accounts.models import LedgerEntry
from tiering.services.windows import months_before


def measures(account_ids, as_of, ttm=12, activity=24, gap=12):
    """The measures of one ranked account (a group is the list of its members' ids), or None."""
    entries = list(
        LedgerEntry.objects.current()
        .filter(account__in=account_ids, date__lte=as_of)
        .order_by("pk")
    )
    if not entries:
        return None
    start, active = months_before(as_of, ttm), months_before(as_of, activity)
    window = [entry for entry in entries if entry.date > start]
    days = sorted({entry.date for entry in entries if _is_bought(entry, entries)})
    sold = {e.date for e in entries if e.kind == "sale" and e.amount_base > 0}
    recent = [day for day in days if day > active]
    gaps = [(b - a).days for a, b in zip(recent, recent[1:])]
    return {
        "net_revenue": _minor(e.amount_base for e in window),
        "revenue_with_cost": _minor(e.amount_base for e in window if e.cost_base is not None),
        "cost_of_goods": _minor(e.cost_base or 0 for e in window),
        "occasions": len(recent),
        "window_occasions": sum(day > start for day in days),
        "first_occasion": days[0] if days else None,
        "last_occasion": days[-1] if days else None,
        "median_interval": float(median(gaps)) if gaps else None,
        "tenure_from": _run_start(days, gap),
        "has_recent_sale": any(day > active for day in sold),
    }


def _is_bought(entry, entries):
    """A positive sale that was not returned in full by returns that name it."""
    if entry.kind != "sale" or entry.amount_base <= 0:
        return False
    back = [
        e.amount_base
        for e in entries
        if e.returns
        and e.returns == entry.reference
        and e.source == entry.source
        and e.account_id == entry.account_id
    ]
    return entry.amount_base + sum(back, Decimal()) > 0


def _run_start(days: list[date], gap: int):
    start = None
    for previous, day in zip([None, *days], days):
        if previous is None or months_before(day, gap) > previous:
            start = day
    return start


def _minor(amounts):
    return int(sum(amounts, Decimal()) * 100)
