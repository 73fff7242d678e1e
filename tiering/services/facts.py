"""The judged and counted facts of the ranked accounts as columns, on what was known at a moment.

Ratings, wallet and the like are those of the account that ranks; costs, policy items, contracts,
projects and referrals are those of its whole group. The night asks with `moment` "infinity": what
stands now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from accounts.models.rating import RatingKind
from kam.lib.columns import placed, places
from kam.lib.copy import Column, Columns, read_columns
from tiering.engine.columns import UNKNOWN
from tiering.engine.judged import JUDGED, RATED
from tiering.engine.population import NO_COHORTS, Cohorts
from tiering.engine.weighted import percentile
from tiering.services.facts_sql import (
    CONTRACTS,
    COSTS,
    DEVELOPMENT,
    FIRST_PROFITS,
    INDUSTRIES,
    ITEMS,
    KNOWN,
    LAYERS,
    PAYMENTS,
    PROJECTS,
    RATINGS,
    REFERRALS,
    WALLETS,
)
from tiering.services.windows import Windows, months_before

NOW = "infinity"
YEAR = 12

# Column of each rating; the rest of `RATED` is called as its kind.
RATING_KINDS = {name: name for name in RATED} | {
    "credit_score": RatingKind.CREDIT_SCORE,
    "strategic_value": RatingKind.STRATEGIC_VALUE,
    "retention_stated": RatingKind.RETENTION,
}
BEFORE = {
    "idea_before": RatingKind.IDEA_ALIGNMENT,
    "acceptance_before": RatingKind.POLICY_ACCEPTANCE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose facts, of which day, known when."""

    accounts: Column
    as_of: date
    windows: Windows
    moment: datetime | str = NOW

    def read(self, text: str, row: str, types: dict[str, str], **more: object) -> Columns:
        by_group = self.windows.by_group
        said: dict[str, object] = {
            "known": KNOWN.format(row=row, moment=self.moment),
            "ranked": "a.top_id" if by_group else "a.id",
            "referrer": "f.top_id" if by_group else "f.id",
            "as_of": self.as_of,
            "after": self.windows.starts(self.as_of)[0],
        }
        return read_columns(text.format(**said | more), types)

    def placed(self, rows: Columns, name: str, absent: Any) -> Column:
        return placed(self.accounts, rows["account"], rows[name], absent)


def read_facts(
    *,
    asked: Asked,
    big_deal: Decimal,
    net_revenue: Column,
    bought: Callable[[], Columns],
) -> tuple[dict[str, Column], Cohorts]:
    """Columns of `Population` for these accounts, ordered by id, and its cohorts.

    `net_revenue` is theirs, in minor units. `bought` gives `account_id`, `net_revenue`,
    `has_bought` and `last_occasion` (days since 2000) of every measured account, ordered by id, and
    is only asked if there are referrals or classes a year old; `big_deal` is in major units.
    """
    columns = {
        **_ratings(asked, RATING_KINDS, asked.as_of),
        **_ratings(asked, BEFORE, months_before(asked.as_of, YEAR)),
        **_items(asked),
        **_payments(asked),
        **_won(asked),
        "cost_to_serve": _one(asked, COSTS, "c", 0),
        "contract_months": _one(asked, CONTRACTS, "c", 0),
        "strategic_project": _one(asked, PROJECTS, "p", 0),
        "wallet": _one(asked, WALLETS, "w", UNKNOWN),
        **_referred(asked, bought, big_deal),
    }
    columns["performance"] = _performance(asked, columns, net_revenue)
    return columns, _cohorts(asked, bought)


def _ratings(asked: Asked, kinds: dict[str, Any], as_of: date) -> dict[str, Column]:
    """The newest of each kind on the day, by column."""
    names = list(kinds)
    listed = ", ".join(f"'{kinds[name]}'" for name in names)
    types = {"account": "i8", "kind": "i2", "value": "i2"}
    rows = asked.read(RATINGS, "r", types, kinds=listed, as_of=as_of)
    return {
        name: placed(
            asked.accounts,
            rows["account"][rows["kind"] == number],
            rows["value"][rows["kind"] == number],
            np.int16(UNKNOWN),
        )
        for number, name in enumerate(names, 1)
    }


def _one(asked: Asked, query: str, row: str, absent: int) -> Column:
    """A query that gives one amount or number per account."""
    rows = asked.read(query, row, {"account": "i8", "value": "i8"})
    return asked.placed(rows, "value", np.int64(absent))


def _items(asked: Asked) -> dict[str, Column]:
    """Policy items checked and carried out in twelve months, and in the twelve before."""
    columns = {}
    until = asked.as_of
    for checked, carried in (
        ("items_checked", "items_carried_out"),
        ("checked_before", "carried_out_before"),
    ):
        since = months_before(until, YEAR)
        types = {"account": "i8", "checked": "i4", "carried": "i4"}
        rows = asked.read(ITEMS, "c", types, since=since, until=until)
        columns[checked] = asked.placed(rows, "checked", np.int32(0))
        columns[carried] = asked.placed(rows, "carried", np.int32(0))
        until = since
    return columns


def _payments(asked: Asked) -> dict[str, Column]:
    names = ("invoices_due", "paid_on_time", "breaches")
    rows = asked.read(PAYMENTS, "p", {"account": "i8"} | dict.fromkeys(names, "i4"))
    return {name: asked.placed(rows, name, np.int32(UNKNOWN)) for name in names}


def _won(asked: Asked) -> dict[str, Column]:
    """What it took to win an account, and what it earned in its first year."""
    entry_known = KNOWN.format(row="e", moment=asked.moment)
    types = {"account": "i8", "profit": "i8"}
    profits = asked.read(FIRST_PROFITS, "c", types, entry_known=entry_known)
    return {
        "development_cost": _one(asked, DEVELOPMENT, "c", UNKNOWN),
        "first_profit": asked.placed(profits, "profit", np.int64(0)),
        "first_profit_known": np.isin(asked.accounts, profits["account"]),
    }


def _performance(asked: Asked, columns: dict[str, Column], net_revenue: Column) -> Column:
    """Percentile of net revenue among the ranked accounts of the same industry.

    Only where something else is judged: on its own it decides nothing, and most of a book would
    carry it along (`Judged`).
    """
    nothing = np.full(len(asked.accounts), UNKNOWN, np.int32)
    names = [name for name in JUDGED if name in columns]
    judged = np.any([columns[name] != JUDGED[name][1] for name in names], axis=0)
    if not np.any(judged):
        return nothing
    rows = asked.read(INDUSTRIES, "a", {"account": "i8", "industry": "i4"})
    industry = asked.placed(rows, "industry", np.int32(UNKNOWN))
    places_ = percentile(net_revenue, industry != UNKNOWN, industry)
    return np.where(judged, places_, nothing)


def _cohorts(asked: Asked, bought: Callable[[], Columns]) -> Cohorts:
    """Of each layer: how many of those in it a year ago have bought since, of how many."""
    year_ago = months_before(asked.as_of, YEAR)
    rows = asked.read(LAYERS, "c", {"account": "i8", "layer": "i2"}, day=year_ago)
    if not len(rows["account"]):
        return NO_COHORTS
    measures = bought()
    since = (year_ago - date(2000, 1, 1)).days
    last = placed(rows["account"], measures["account_id"], measures["last_occasion"], np.int32(-1))
    kept, layer = last > since, rows["layer"]
    return tuple(
        (int(np.count_nonzero(kept & (layer == code))), int(np.count_nonzero(layer == code)))
        for code in range(1, 5)
    )


def _referred(asked: Asked, bought: Callable[[], Columns], big_deal: Decimal) -> dict[str, Column]:
    """How many accounts each one brought that have bought, and how many of them are large."""
    accounts = asked.accounts
    referrals = asked.read(REFERRALS, "r", {"referrer": "i8", "referred": "i8"})
    if not len(referrals["referrer"]):
        nobody = np.zeros(len(accounts), np.int32)
        return {"referred_buyers": nobody, "referred_big": nobody}
    measures = bought()
    place = places(measures["account_id"], referrals["referred"])
    known = place >= 0
    buys = np.zeros(len(place), np.bool_)
    buys[known] = measures["has_bought"][place[known]] > 0
    large = buys.copy()
    large[buys] = measures["net_revenue"][place[buys]] >= int(big_deal * 100)
    owner = places(accounts, referrals["referrer"])
    return {
        name: np.bincount(owner[rows & (owner >= 0)], minlength=len(accounts)).astype(np.int32)
        for name, rows in (("referred_buyers", buys), ("referred_big", large))
    }
