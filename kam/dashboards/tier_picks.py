"""Which classes put an account on the management lists (domain §3.9.3): said once."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import F, Q

from kam.lib.classes import AbcType, KeyAccountClass, PyramidTier, TransactionPattern
from kam.lib.copy import Column, Columns
from tiering.engine import Metric

Classes = Mapping[str, Sequence[int]]

KEEP: Classes = {
    "abc": [AbcType.PLATINUM],
    "pyramid": [PyramidTier.TOP, PyramidTier.MAJOR],
    "key_class": [KeyAccountClass.CORE],
}
REFERRERS: Classes = {"pattern": [TransactionPattern.REFERRER, TransactionPattern.BIG_REFERRER]}


def has_any(classes: Classes, of: str = "") -> Q:
    """A condition on scores or, with `of="standing__"`, on accounts."""
    conditions: list[Any] = [
        Q((f"{of}{system}__in", list(codes))) for system, codes in classes.items()
    ]
    return reduce(or_, conditions)


def loses(basis: str) -> Q:
    """A condition on scores: contribution, profit less cost to serve, or lifetime value below 0."""
    worthless = Q(clv_known=1, clv__lt=0)
    if basis == Metric.GROSS_PROFIT:
        return worthless | Q(value__lt=F("cost_to_serve"))
    return worthless | Q(value__lt=0)


def contribution(rows: Columns, basis: str) -> Column:
    """The amount of scores read as columns, by which they lose."""
    return rows["value"] - rows["cost_to_serve"] * (basis == Metric.GROSS_PROFIT)


def rows_that_lose(rows: Columns, basis: str) -> Column:
    """The same of scores read as columns."""
    worthless = (rows["clv_known"] > 0) & (rows["clv"] < 0)
    return np.asarray(worthless | (contribution(rows, basis) < 0))


# Large potential of which we have little, in hundredths (domain §3.9.3).
LARGE_POTENTIAL = 7000
LITTLE_SHARE = 4000


def may_grow() -> Q:
    """A condition on assessments."""
    room = Q(potential__gte=LARGE_POTENTIAL, wallet_share__gte=0, wallet_share__lt=LITTLE_SHARE)
    return room | Q(watch=1)


def rows_that_may_grow(rows: Columns) -> Column:
    """The same of scores and assessments read as columns; -1 is unknown."""
    share = rows["wallet_share"]
    room = (rows["potential"] >= LARGE_POTENTIAL) & (share >= 0) & (share < LITTLE_SHARE)
    return np.asarray(room | (rows["watch"] > 0))


def rows_with_any(rows: Columns, classes: Classes) -> Column:
    """The same of scores read as columns."""
    return np.logical_or.reduce([np.isin(rows[name], codes) for name, codes in classes.items()])
