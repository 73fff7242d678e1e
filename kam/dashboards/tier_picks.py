"""Which classes put an account on the management lists (domain §3.9.3): said once."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import F, Q

from kam.lib.classes import AbcType, PyramidTier, TransactionPattern
from kam.lib.copy import Column, Columns
from tiering.engine import Metric

Classes = Mapping[str, Sequence[int]]

KEEP: Classes = {
    "abc": [AbcType.PLATINUM],
    "pyramid": [PyramidTier.TOP, PyramidTier.MAJOR],
}
REFERRERS: Classes = {"pattern": [TransactionPattern.REFERRER, TransactionPattern.BIG_REFERRER]}


def has_any(classes: Classes, of: str = "") -> Q:
    """A condition on scores or, with `of="standing__"`, on accounts."""
    conditions: list[Any] = [
        Q((f"{of}{system}__in", list(codes))) for system, codes in classes.items()
    ]
    return reduce(or_, conditions)


def loses(basis: str) -> Q:
    """A condition on scores: contribution, profit less cost to serve, is below zero."""
    if basis == Metric.GROSS_PROFIT:
        return Q(value__lt=F("cost_to_serve"))
    return Q(value__lt=0)


def contribution(rows: Columns, basis: str) -> Column:
    """The same amount of scores read as columns."""
    return rows["value"] - rows["cost_to_serve"] * (basis == Metric.GROSS_PROFIT)


def rows_with_any(rows: Columns, classes: Classes) -> Column:
    """The same of scores read as columns."""
    return np.logical_or.reduce([np.isin(rows[name], codes) for name, codes in classes.items()])
