"""Which classes put an account on the management lists (domain §3.9.3): said once."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Q

from kam.lib.classes import AbcType, PyramidTier, TransactionPattern
from kam.lib.copy import Column, Columns

Classes = Mapping[str, Sequence[int]]

KEEP: Classes = {
    "abc": [AbcType.PLATINUM],
    "pyramid": [PyramidTier.TOP, PyramidTier.MAJOR],
}
REFERRERS: Classes = {"pattern": [TransactionPattern.REFERRER, TransactionPattern.BIG_REFERRER]}
LOSS = Q(value__lt=0)


def has_any(classes: Classes, of: str = "") -> Q:
    """A condition on scores or, with `of="standing__"`, on accounts."""
    conditions: list[Any] = [
        Q((f"{of}{system}__in", list(codes))) for system, codes in classes.items()
    ]
    return reduce(or_, conditions)


def rows_with_any(rows: Columns, classes: Classes) -> Column:
    """The same of scores read as columns."""
    return np.logical_or.reduce([np.isin(rows[name], codes) for name, codes in classes.items()])
