"""The accounts that are ranked, as equal-length columns (domain §0.5 Population N, §3.1)."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Amounts = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Points = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

UNKNOWN = -1


# Type of each column, and what stands in it where nothing is known.
COLUMNS: dict[str, tuple[np.dtype[Any], Any]] = {
    name: (np.dtype(code), absent)
    for name, code, absent in (
        ("account_id", "i8", None),
        ("net_revenue", "i8", 0),
        ("revenue_with_cost", "i8", 0),
        ("cost_of_goods", "i8", 0),
        ("cost_to_serve", "i8", 0),
        ("occasions", "i4", 0),
        ("days_since_last", "i4", UNKNOWN),
        ("median_interval", "f8", np.nan),
        ("tenure_months", "i4", UNKNOWN),
        ("referred_buyers", "i4", 0),
        ("referred_big", "i4", 0),
        ("credit_score", "i2", UNKNOWN),
        ("strategic_value", "i2", UNKNOWN),
        ("clv", "i8", 0),
        ("clv_known", "?", False),
        ("profile_pct", "i2", UNKNOWN),
    )
}


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
    days_since_last: Counts  # -1 never
    median_interval: npt.NDArray[np.float64]  # days; nan with fewer than two occasions
    tenure_months: Counts  # whole months of the current unbroken run; -1 never
    referred_buyers: Counts  # referred accounts that bought
    referred_big: Counts  # those of them with large net revenue
    credit_score: Points
    strategic_value: Points
    clv: Amounts
    clv_known: Flags
    profile_pct: Points

    def __post_init__(self) -> None:
        for name, (dtype, _) in COLUMNS.items():
            _check(name, getattr(self, name), dtype, len(self))
        if np.any(np.diff(self.account_id) <= 0):
            raise ValueError("account_id should ascend, each account once")

    def __len__(self) -> int:
        return len(self.account_id)

    @classmethod
    def from_columns(cls, **columns: npt.ArrayLike) -> Self:
        """Build from sequences or arrays of any fitting type; what is left out is unknown or 0."""
        if unknown := columns.keys() - COLUMNS.keys():
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        size = len(np.asarray(columns["account_id"]))
        return cls(
            **{
                name: _cast(name, columns[name], dtype)
                if name in columns
                else np.full(size, absent, dtype)
                for name, (dtype, absent) in COLUMNS.items()
            }
        )

    @classmethod
    def empty(cls) -> Self:
        return cls.from_columns(account_id=[])

    def row(self, index: int) -> Self:
        """One account as a population of length 1, for `explain`."""
        return type(self)(**{name: getattr(self, name)[[index]] for name in COLUMNS})


def _check(name: str, column: npt.NDArray[Any], dtype: np.dtype[Any], size: int) -> None:
    if column.shape != (size,):
        raise ValueError(f"{name} should have {size} rows, not {column.shape}")
    if column.dtype != dtype:
        raise ValueError(f"{name} should be {dtype}, not {column.dtype}")
    if dtype == np.int64 and np.abs(column).sum(dtype=np.float64) >= 2.0**62:
        raise OverflowError(f"{name} is too large to be added up exactly")


def _cast(name: str, values: npt.ArrayLike, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    given = np.asarray(values)
    column = given.astype(dtype)
    if len(given) and not np.array_equal(given, column, equal_nan=dtype.kind == "f"):
        raise ValueError(f"{name} has values that don't fit {dtype}")
    return column
