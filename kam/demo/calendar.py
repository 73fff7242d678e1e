"""Which days business is done on: three years up to the last day, with weights."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[Any]

DAYS = 1096  # three years
# First day of the Chinese year; elsewhere the middle of its range.
NEW_YEAR = {
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23),
    2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
MONTHS = (0.95, 0.85, 1.1, 1.0, 1.0, 1.12, 0.92, 0.9, 1.05, 0.95, 1.15, 1.4)


def days(end: date) -> list[date]:
    """The days of the three years, the last one `end`."""
    return [end - timedelta(days=DAYS - 1 - offset) for offset in range(DAYS)]


def weight(day: date) -> float:
    """How much of a usual day's business is done on `day`."""
    if day.weekday() >= 5:
        return 0.02
    new_year = date(day.year, *NEW_YEAR.get(day.year, (2, 5)))
    if -5 <= (day - new_year).days <= 14:
        return 0.08
    if day.month == 10 and day.day <= 7:
        return 0.08
    return MONTHS[day.month - 1]


def cumulative(end: date) -> Floats:
    """Share of all business done before each day: DAYS + 1 values from 0 to 1."""
    total = np.cumsum([0.0] + [weight(day) for day in days(end)])
    return np.asarray(total / total[-1])


def draw(random: np.random.Generator, share: Floats, first: Ints, last: Ints) -> Ints:
    """A business day between two offsets (included) for each row."""
    low, high = share[first], share[last + 1]
    found = np.searchsorted(share, low + random.random(len(first)) * (high - low), "right") - 1
    return np.asarray(np.clip(found, first, last), np.int16)
