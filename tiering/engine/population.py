"""The accounts that are ranked, as equal-length columns (domain §0.5 Population N, §3.1)."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tiering.engine.columns import (
    UNKNOWN,
    Amounts,
    Codes,
    Counts,
    Flags,
    Points,
    check,
    filled,
    layout,
)
from tiering.engine.judged import JUDGED, Judged

__all__ = ["UNKNOWN", "Amounts", "Codes", "Cohorts", "Counts", "Flags", "Points", "Population"]

COLUMNS = layout(
    ("account_id", "i8", None),
    ("net_revenue", "i8", 0),
    ("revenue_with_cost", "i8", 0),
    ("cost_of_goods", "i8", 0),
    ("cost_to_serve", "i8", 0),
    ("occasions", "i4", 0),
    ("window_occasions", "i4", 0),
    ("days_since_last", "i4", UNKNOWN),
    ("median_interval", "f8", np.nan),
    ("tenure_months", "i4", UNKNOWN),
    ("history_months", "i4", UNKNOWN),
    ("referred_buyers", "i4", 0),
    ("referred_big", "i4", 0),
    ("credit_score", "i2", UNKNOWN),
    ("strategic_value", "i2", UNKNOWN),
    ("profile_pct", "i2", UNKNOWN),
)

# Of each layer of the pyramid, best first: how many of last year's accounts still buy, of how many.
Cohorts = tuple[tuple[int, int], ...]
NO_COHORTS: Cohorts = ((0, 0),) * 4


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Measures of every account in N and of no other, ordered by account id.

    Money is in minor units of the base currency. In small-integer columns -1 is "unknown" (for
    dates: "never"), which is never taken for 0. Raises ValueError if the columns don't fit
    together, and OverflowError if the amounts can't be added up exactly.
    """

    account_id: Amounts
    net_revenue: Amounts  # in the measure window; may be negative
    revenue_with_cost: Amounts  # the part of it whose cost of goods is known
    cost_of_goods: Amounts
    cost_to_serve: Amounts
    occasions: Counts  # distinct purchase dates in the activity window
    window_occasions: Counts  # and in the measure window
    days_since_last: Counts  # -1 never
    median_interval: npt.NDArray[np.float64]  # days; nan with fewer than two occasions
    tenure_months: Counts  # whole months of the current unbroken run; -1 never
    history_months: Counts  # whole months since the first purchase ever; -1 never
    referred_buyers: Counts  # referred accounts that bought
    referred_big: Counts  # those of them with large net revenue
    credit_score: Points
    strategic_value: Points
    profile_pct: Points
    judged: Judged
    cohorts: Cohorts = NO_COHORTS

    def __post_init__(self) -> None:
        check(self, COLUMNS, len(self))
        if len(self.judged) != len(self):
            raise ValueError("judged should have as many rows as the rest")
        if np.any(np.diff(self.account_id) <= 0):
            raise ValueError("account_id should ascend, each account once")

    def __len__(self) -> int:
        return len(self.account_id)

    @classmethod
    def from_columns(cls, cohorts: Cohorts = NO_COHORTS, /, **columns: npt.ArrayLike) -> Self:
        """Build from sequences or arrays of any fitting type; what is left out is unknown or 0.

        Columns of `Judged` are given like the others.
        """
        if unknown := columns.keys() - COLUMNS.keys() - JUDGED.keys():
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        size = len(np.asarray(columns["account_id"]))
        judged = Judged(**filled(JUDGED, columns, size))
        return cls(**filled(COLUMNS, columns, size), judged=judged, cohorts=cohorts)

    @classmethod
    def empty(cls) -> Self:
        return cls.from_columns(account_id=[])

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Every column by its name, those of `Judged` last."""
        own = {name: getattr(self, name) for name in COLUMNS}
        return own | {name: getattr(self.judged, name) for name in JUDGED}

    def row(self, index: int) -> Self:
        """One account as a population of length 1, for `explain`."""
        own = {name: getattr(self, name)[[index]] for name in COLUMNS}
        return type(self)(**own, judged=self.judged.rows([index]), cohorts=self.cohorts)
