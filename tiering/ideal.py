"""The ideal customer: lifetime value against selling time used (domain §3.7.4)."""

from dataclasses import dataclass

import numpy as np

from kam.lib.columns import placed
from kam.lib.copy import Column, read_columns
from staff.models import User
from tiering.engine.selection import Ideal, ideal
from tiering.models import Run
from tiering.scope import scope_of
from tiering.selling_time import time_used
from tiering.services.windows import Windows

WORTH = """
SELECT account_id, clv, clv_known::int2 FROM tiering_score WHERE run_id = {run} ORDER BY 1
"""
OWN = "SELECT account_id FROM tiering_score WHERE run_id = {run} {scope} ORDER BY 1"


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """The ranked accounts somebody reads, ordered by account, each placed among all that rank.

    `clv` in minor units, 0 where it is not `known`; `hours` in `workload.UNIT`s.
    """

    account: Column
    clv: Column
    known: Column
    hours: Column
    ideal: Ideal

    def __len__(self) -> int:
        return len(self.account)

    def placed(self, quadrant: int | None = None) -> list[int]:
        """Rows in one quadrant, or in any, the nearest to the ideal first."""
        places = self.ideal.quadrant
        rows = np.flatnonzero(places > 0 if quadrant is None else places == quadrant)
        order = np.lexsort((self.account[rows], -self.clv[rows], -self.ideal.index[rows]))
        found: list[int] = rows[order].tolist()
        return found

    def sums(self, quadrant: int) -> tuple[int, int, int]:
        """Number, lifetime value and hours of a quadrant."""
        inside = self.ideal.quadrant == quadrant
        return int(inside.sum()), int(self.clv[inside].sum()), int(self.hours[inside].sum())

    @property
    def unknown(self) -> int:
        return int((self.ideal.quadrant == 0).sum())


def customers_of(user: User, run: Run) -> Customers:
    """Percentiles are among all ranked accounts, whoever reads; two queries, three with a scope."""
    policy = run.policy.policy
    rows = read_columns(WORTH.format(run=run.pk), {"account": "i8", "clv": "i8", "known": "i2"})
    start = Windows.of(policy).starts(run.as_of)[0]
    used = time_used(policy=policy, start=start, end=run.as_of)
    hours = placed(rows["account"], used["account"], used["hours"], np.int64(0))
    known = rows["known"] > 0
    found = ideal(rows["clv"], hours, known, policy)
    scope = scope_of(user)
    mine = np.ones(len(hours), np.bool_)
    if scope:
        own = read_columns(OWN.format(run=run.pk, scope=scope), {"account": "i8"})
        mine = np.isin(rows["account"], own["account"])
    return Customers(
        account=rows["account"][mine],
        clv=np.where(known, rows["clv"], 0)[mine],
        known=known[mine],
        hours=hours[mine],
        ideal=Ideal(
            found.index[mine],
            found.value_percentile[mine],
            found.hours_percentile[mine],
            found.quadrant[mine],
        ),
    )
