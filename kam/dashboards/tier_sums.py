"""Counts, amounts and best accounts: of the whole company from the run, of a scope from its rows.

The classes are those that show (effective); of a run that is not in view, those it computed. A set
of accounts is read once, as columns, and everything comes from those; the company's sums are kept
until a class changes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db import connection

from accounts.models import Account, Standing
from accounts.models.querysets import AccountQuerySet
from kam.dashboards.tier_picks import (
    KEEP,
    REFERRERS,
    contribution,
    rows_that_lose,
    rows_that_may_grow,
    rows_with_any,
)
from kam.lib.columns import places
from kam.lib.copy import Column, Columns, read_columns
from staff.models import Unit, User
from tiering.engine import (
    ClassSum,
    Concentration,
    ParetoCheck,
    Policy,
    System,
    concentration,
    pareto_check,
)
from tiering.engine.context import CLASSES, class_sums
from tiering.models import ClassChange, Run
from tiering.referred import revenue_referred
from tiering.scope import scope_of

FIVE = 5
UNRANKED = 2**31 - 1
# Systems whose class is kept with the account; the others are what the run computed.
TAKES_EFFECT = frozenset(field.name for field in Standing._meta.concrete_fields)
# How long the company's sums are kept; raise the number in their key when `Sums` changes.
DAY = 24 * 60 * 60
TYPES = {
    "account_id": "i8",
    "value": "i8",
    "net_revenue": "i8",
    "cost_to_serve": "i8",
    "position": "i4",
    "provisional": "i2",
    "estimated": "i2",
    "clv": "i8",
    "clv_known": "i2",
    "potential": "i2",
    "wallet_share": "i2",
    "watch": "i2",
    **{system.value: "i2" for system in System},
}


@dataclass(frozen=True, slots=True)
class Pick:
    """An account of a list with its amounts in minor units; `referred` is the net revenue of the
    accounts it brought."""

    account_id: int
    value: int
    net_revenue: int
    referred: int


@dataclass(frozen=True, slots=True)
class Picks:
    """How many accounts are in a list, and its first five."""

    count: int
    best: list[Pick]


Shapes = tuple[Concentration | None, ParetoCheck | None]


@dataclass(frozen=True, slots=True)
class Sums:
    """What a set of accounts adds up to; money in minor units.

    `accounts` have a class, `ranked` a place in the run: too new an account has only the latter.
    """

    accounts: int
    ranked: int
    unrated: int  # ranked, but too new for a class
    value: int
    net_revenue: int
    positive_revenue: int
    provisional: int
    estimated: int
    classes: dict[System, tuple[ClassSum, ...]]
    concentration: Concentration | None
    curve: ParetoCheck | None
    equity: int  # sum of the known lifetime values
    keep: Picks
    grow: Picks
    referrer: Picks
    loss: Picks
    largest: list[Pick]


# The ranked accounts and those that have a class though they no longer rank: the classes are those
# that show. `{scores}` are the rows of the run, `{scope}` narrows both to the reader's accounts.
SHOWN = """
SELECT coalesce(c.account_id, s.account_id), coalesce(c.value, 0), coalesce(c.net_revenue, 0),
  coalesce(c.cost_to_serve, 0), coalesce(c.position, 2147483647), coalesce(s.provisional, 0)::int2,
  coalesce(c.estimated, 0)::int2, {more}, {classes}
FROM (SELECT * FROM tiering_score WHERE run_id = {run}) c
LEFT JOIN tiering_assessment t ON t.run_id = {run} AND t.account_id = c.account_id
FULL JOIN accounts_standing s ON s.account_id = c.account_id
WHERE NOT coalesce(s.by_group, false) AND (c.account_id IS NOT NULL OR s.pyramid > 0) {scope}
"""
# The same of a run that is not in view: the classes it computed.
COMPUTED = """
SELECT c.account_id, value, net_revenue, cost_to_serve, position, provisional, estimated, {more},
  {classes}
FROM tiering_score c
LEFT JOIN tiering_assessment t ON t.run_id = {run} AND t.account_id = c.account_id
WHERE c.run_id = {run} {scope}
"""
MORE = """coalesce(c.clv, 0), coalesce(c.clv_known, 0)::int2, coalesce(t.potential, -1)::int2,
  coalesce(t.wallet_share, -1)::int2, coalesce(t.watch, 0)::int2"""


def sums_of_company(run: Run, policy: Policy, *, is_current: bool) -> Sums:
    """No scan but for the first page after a run or a decision: what the sums read is cached."""
    key = f"tiers-6-{run.pk}-{run.result_hash[:16]}-{_version() if is_current else 0}"
    found: Sums | None = cache.get(key)
    if found is None:
        rows = _with_referred(_columns(run, is_current, None), run, "")
        found = _sums(rows, policy, run.context["basis"], _company_shapes(run))
        cache.set(key, found, DAY)
    return found


def _version() -> int:
    """Grows with every change of a class that shows."""
    last = ClassChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _company_shapes(run: Run) -> Shapes:
    """As the run keeps them."""
    spread = {"concentration": None, "pareto": None, **run.spread}
    return (
        spread["concentration"] and Concentration.model_validate(spread["concentration"]),
        spread["pareto"] and ParetoCheck.model_validate(spread["pareto"]),
    )


def sums_of_scope(
    run: Run, policy: Policy, user: User, unit: Unit | None, *, is_current: bool, by_value: bool
) -> Sums:
    """Two queries. Who may not see the metric gets a curve of net revenue."""
    accounts = Account.objects.in_book_of(user)
    if unit is not None:
        accounts = accounts.filter(unit__path__startswith=unit.path)
    scope = scope_of(user, "c.account_id")
    rows = _with_referred(_columns(run, is_current, accounts), run, scope)
    ranked = rows["position"] < UNRANKED
    curve = rows["value"] if by_value else rows["net_revenue"]
    shapes = concentration(rows["net_revenue"], policy), pareto_check(curve[ranked])
    return _sums(rows, policy, run.context["basis"], shapes)


def _sums(rows: Columns, policy: Policy, basis: str, shapes: Shapes) -> Sums:
    value, revenue, place = rows["value"], rows["net_revenue"], rows["position"]
    left = contribution(rows, basis)
    return Sums(
        accounts=int((rows["pyramid"] > 0).sum()),
        ranked=int((place < UNRANKED).sum()),
        unrated=int(((place < UNRANKED) & (rows["pyramid"] == 0)).sum()),
        value=int(value.sum()),
        net_revenue=int(revenue.sum()),
        positive_revenue=int(np.maximum(revenue, 0).sum()),
        provisional=int((rows["provisional"] > 0).sum()),
        estimated=int((rows["estimated"] > 0).sum()),
        classes={
            system: class_sums(kinds, rows[system.value], value, revenue)
            for system, kinds in CLASSES.items()
        },
        concentration=shapes[0],
        curve=shapes[1],
        equity=int(rows["clv"][rows["clv_known"] > 0].sum()),
        keep=_picks(rows, rows_with_any(rows, KEEP), place),
        grow=_picks(rows, rows_that_may_grow(rows), place),
        referrer=_picks(rows, rows_with_any(rows, REFERRERS), _by_referred(rows)),
        loss=_picks(rows | {"value": left}, rows_that_lose(rows, basis), left),
        largest=_picks(rows, place < UNRANKED, -revenue).best,
    )


def _with_referred(rows: Columns, run: Run, scope: str) -> Columns:
    found = revenue_referred(run, scope)
    place = places(found["account"], rows["account_id"])
    return rows | {"referred": np.where(place >= 0, np.append(found["amount"], 0)[place], 0)}


def _by_referred(rows: Columns) -> Column:
    """The place of each row when those stand first that brought most."""
    order = np.lexsort((rows["account_id"], rows["position"], -rows["referred"]))
    return np.argsort(order)


def _picks(rows: Columns, among: Column, order: Column) -> Picks:
    found = np.flatnonzero(among)
    first = found[np.argsort(order[found], kind="stable")[:FIVE]]
    names = ("account_id", "value", "net_revenue", "referred")
    return Picks(len(found), [Pick(*(int(rows[name][row]) for name in names)) for row in first])


def _columns(run: Run, is_current: bool, accounts: AccountQuerySet | None) -> Columns:
    """The run's rows of these accounts (None: of all), with the classes that show."""
    names = [system.value for system in System]
    alias, query = ("s", SHOWN) if is_current else ("c", COMPUTED)
    classes = ", ".join(
        f"coalesce({alias if name in TAKES_EFFECT else 'c'}.{name}, 0)::int2" for name in names
    )
    key = "coalesce(c.account_id, s.account_id)" if is_current else "c.account_id"
    with connection.cursor() as cursor:
        scope = ""
        if accounts is not None:
            sql, params = accounts.order_by().values("pk").query.sql_with_params()
            mogrify: Callable[..., bytes] = cursor.mogrify
            scope = f"AND {key} IN ({mogrify(sql, params).decode()})"
        return read_columns(
            query.format(run=run.pk, classes=classes, more=MORE, scope=scope), TYPES
        )
