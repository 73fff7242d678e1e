"""The judged and counted facts of the ranked accounts as columns, on what was known at a moment.

Ratings are those of the account that ranks; costs and referrals add up over its group. The night
asks with `moment` "infinity": what stands now.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from kam.lib.columns import placed, places
from kam.lib.copy import Column, Columns, read_columns
from tiering.engine.population import UNKNOWN
from tiering.services.windows import Windows

NOW = "infinity"
KNOWN = "{row}.known_from <= '{moment}' AND ({row}.known_to IS NULL OR {row}.known_to > '{moment}')"

RATINGS = """
SELECT DISTINCT ON (r.account_id, r.kind) r.account_id, (r.kind = 'credit_score')::int::int2,
  r.value::int2
FROM accounts_rating r
WHERE {known} AND r.date <= '{as_of}' AND r.kind IN ('credit_score', 'strategic_value')
ORDER BY r.account_id, r.kind, r.date DESC, r.known_from DESC, r.id DESC
"""
COSTS = """
SELECT {ranked}, (sum(c.amount_base) * 100)::int8
FROM accounts_cost c JOIN accounts_account a ON a.id = c.account_id
WHERE {known} AND c.kind <> 'development' AND c.date > '{after}' AND c.date <= '{as_of}'
GROUP BY 1 ORDER BY 1
"""
# Who referred whom, by the accounts that rank; within a group nobody refers (domain §8.3).
REFERRALS = """
SELECT DISTINCT {referrer}, {ranked}
FROM accounts_referral r JOIN accounts_account a ON a.id = r.account_id
JOIN accounts_account f ON f.id = r.from_account_id
WHERE {known} AND r.date <= '{as_of}' AND r.direction = 'from_customer' AND {referrer} <> {ranked}
ORDER BY 1, 2
"""


def read_facts(
    *,
    accounts: Column,
    as_of: date,
    windows: Windows,
    big_deal: Decimal,
    bought: Callable[[], Columns],
    moment: datetime | str = NOW,
) -> dict[str, Any]:
    """Columns of `Population` for these accounts, ordered by id.

    `bought` gives `account_id`, `net_revenue` (minor units) and `has_bought` of every account that
    may have been referred, ordered by id, and is only asked if there
    are referrals; `big_deal` is in major units.
    """
    ranked = "a.top_id" if windows.by_group else "a.id"
    referrer = "f.top_id" if windows.by_group else "f.id"
    after, _active = windows.starts(as_of)
    said = {"as_of": as_of, "after": after, "ranked": ranked, "referrer": referrer}

    def query(text: str, row: str) -> str:
        return text.format(known=KNOWN.format(row=row, moment=moment), **said)

    ratings = read_columns(query(RATINGS, "r"), {"account": "i8", "credit": "i2", "value": "i2"})
    costs = read_columns(query(COSTS, "c"), {"account": "i8", "amount": "i8"})
    referrals = read_columns(query(REFERRALS, "r"), {"referrer": "i8", "referred": "i8"})
    return {
        "credit_score": _rated(ratings, 1, accounts),
        "strategic_value": _rated(ratings, 0, accounts),
        "cost_to_serve": placed(accounts, costs["account"], costs["amount"], np.int64(0)),
        **_referred(referrals, bought, big_deal, accounts),
    }


def _rated(ratings: Columns, credit: int, accounts: Column) -> Column:
    rows = ratings["credit"] == credit
    return placed(accounts, ratings["account"][rows], ratings["value"][rows], np.int16(UNKNOWN))


def _referred(
    referrals: Columns, bought: Callable[[], Columns], big_deal: Decimal, accounts: Column
) -> dict[str, Column]:
    """How many accounts each one brought that have bought, and how many of them are large."""
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
