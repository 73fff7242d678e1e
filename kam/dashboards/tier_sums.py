"""Counts, amounts and best accounts: of the whole company from the run, of a scope from its rows.

The company's figures cost no scan: the run keeps the sums, and accounts are stored in the order
of their value. A smaller scope reads its rows once, as columns, and everything comes from those.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from accounts.models import Account
from kam.lib.classes import AbcType, PyramidTier, TransactionPattern
from kam.lib.copy import Column, Columns, read_columns
from staff.models import Unit, User
from tiering.engine import (
    ClassSum,
    Concentration,
    Context,
    Metric,
    ParetoCheck,
    Policy,
    System,
    concentration,
    pareto_check,
)
from tiering.engine.context import CLASSES, class_sums
from tiering.models import Run, Score

FIVE = 5
# How long a run's lists are remembered; raise the number in their key when `Picks` changes.
DAY = 24 * 60 * 60
TYPES = {
    "account_id": "i8",
    "value": "i8",
    "net_revenue": "i8",
    "position": "i4",
    "provisional": "i2",
    "estimated": "i2",
    **{system.value: "i2" for system in System},
}


@dataclass(frozen=True, slots=True)
class Pick:
    """An account of a list with its amounts in minor units."""

    account_id: int
    value: int
    net_revenue: int


@dataclass(frozen=True, slots=True)
class Picks:
    """How many accounts are in a list, and its first five."""

    count: int
    best: list[Pick]


@dataclass(frozen=True, slots=True)
class Sums:
    """What a set of ranked accounts adds up to; money in minor units."""

    accounts: int
    net_revenue: int
    positive_revenue: int
    provisional: int
    estimated: int
    classes: dict[System, tuple[ClassSum, ...]]
    concentration: Concentration | None
    curve: ParetoCheck | None
    keep: Picks
    referrer: Picks
    loss: Picks
    largest: list[Pick]


# Of the whole company


def sums_of_company(run: Run, context: Context) -> Sums:
    """No query, but for the first page of a run each day: a run's rows never change."""
    key = f"tiers-1-{run.pk}-{run.result_hash[:16]}"
    lists = cache.get_or_set(key, lambda: _company_lists(run, context), DAY) or {}
    spread = {"concentration": None, "pareto": None, **run.spread}
    return Sums(
        context.population,
        context.net_revenue,
        context.positive_revenue,
        context.provisional,
        context.estimated,
        context.classes,
        spread["concentration"] and Concentration.model_validate(spread["concentration"]),
        spread["pareto"] and ParetoCheck.model_validate(spread["pareto"]),
        **lists,
    )


KEEP = Q(abc=AbcType.PLATINUM) | Q(pyramid__in=[PyramidTier.TOP, PyramidTier.MAJOR])
REFERRERS = (TransactionPattern.REFERRER, TransactionPattern.BIG_REFERRER)
REFERRER = Q(pattern__in=REFERRERS)
LOSS = Q(value__lt=0)


def _company_lists(run: Run, context: Context) -> dict[str, Any]:
    scores = Score.objects.filter(run_id=run.pk)
    keep = scores.filter(KEEP).count()
    referrers = sum(
        row.accounts for row in context.classes[System.PATTERN] if row.code in REFERRERS
    )
    # Ordered by value, so those below zero are the last.
    above = scores.filter(value__gte=0).order_by("-position").values_list("position", flat=True)
    losses = context.population - (above.first() or 0)
    by_rank = context.basis is Metric.NET_REVENUE
    return {
        "keep": Picks(keep, _first(scores.filter(KEEP).order_by("position"), keep)),
        "referrer": Picks(
            referrers, _first(scores.filter(REFERRER).order_by("position"), referrers)
        ),
        "loss": Picks(losses, _first(scores.filter(LOSS).order_by("-position"), losses)),
        "largest": _first(scores.order_by("position" if by_rank else "-net_revenue"), 1),
    }


def _first(scores: Any, count: int) -> list[Pick]:
    rows = scores.values_list("account_id", "value", "net_revenue")[:FIVE] if count else ()
    return [Pick(*row) for row in rows]


# Of a scope


def sums_of_scope(
    run: Run, policy: Policy, user: User, unit: Unit | None, *, by_value: bool
) -> Sums:
    """One query. Who may not see the metric gets a curve of net revenue."""
    rows = _columns(run, user, unit)
    value, revenue = rows["value"], rows["net_revenue"]
    best = (rows["abc"] == AbcType.PLATINUM) | np.isin(
        rows["pyramid"], [PyramidTier.TOP, PyramidTier.MAJOR]
    )
    place = rows["position"]
    return Sums(
        len(value),
        int(revenue.sum()),
        int(np.maximum(revenue, 0).sum()),
        int((rows["provisional"] > 0).sum()),
        int((rows["estimated"] > 0).sum()),
        {
            system: class_sums(kinds, rows[system.value], value, revenue)
            for system, kinds in CLASSES.items()
        },
        concentration(revenue, policy),
        pareto_check(value if by_value else revenue),
        keep=_picks(rows, best, place),
        referrer=_picks(rows, np.isin(rows["pattern"], REFERRERS), place),
        loss=_picks(rows, value < 0, -place),
        largest=_picks(rows, np.ones(len(value), bool), -revenue).best,
    )


def _picks(rows: Columns, among: Column, order: Column) -> Picks:
    found = np.flatnonzero(among)
    first = found[np.argsort(order[found], kind="stable")[:FIVE]]
    names = ("account_id", "value", "net_revenue")
    return Picks(len(found), [Pick(*(int(rows[name][row]) for name in names)) for row in first])


def _columns(run: Run, user: User, unit: Unit | None) -> Columns:
    """The run's rows of the accounts in the user's book and below `unit`."""
    accounts = Account.objects.in_book_of(user)
    if unit is not None:
        accounts = accounts.filter(unit__path__startswith=unit.path)
    scores = Score.objects.filter(run_id=run.pk, account__in=accounts).order_by()
    sql, params = scores.values_list(*TYPES).query.sql_with_params()
    with connection.cursor() as cursor:
        mogrify: Callable[..., bytes] = cursor.mogrify
        return read_columns(mogrify(sql, params).decode(), TYPES)
