"""Arithmetic over columns that stays exact: 64 bits where they suffice, Python's integers beyond.

Scores and percents are "hundredths": 0 to 10,000 for 0 to 100, -1 unknown. What a page shows with
two decimals is what was compared with a threshold.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from tiering.engine.population import UNKNOWN, Amounts, Flags

Hundredths = npt.NDArray[np.int32]
Whole = npt.NDArray[Any]  # int64, or Python integers as objects
Rational = int | Decimal | Fraction

FULL = 10_000
# So that a few products can be added up within 64 bits.
ROOM = 2**58
BEHIND = 2**30 - 1  # 30 binary digits


def times(column: Whole, factor: Whole | int) -> Whole:
    """The exact product of whole numbers."""
    if isinstance(factor, int) and factor == 1 and column.dtype == np.int64:
        return column
    peaks = _peak(column), _peak(factor)
    fits = max(*peaks, peaks[0] * peaks[1]) < ROOM
    kind = np.int64 if fits else object
    product: Whole = column.astype(kind, copy=False) * np.asarray(factor, kind)
    return product


def less(column: Amounts, taken: Amounts) -> Amounts:
    """The exact difference; raises OverflowError if it does not fit 64 bits."""
    fits = _peak(column) + _peak(taken) < 2**63
    return column - taken if fits else (column.astype(object) - taken).astype(np.int64)


def half_up(numerator: Whole, denominator: Whole | int) -> Whole:
    """Numerator / denominator (> 0) rounded to whole numbers, halves upwards."""
    base = _whole(denominator)
    rounded: Whole = (times(numerator, 2) + base) // times(base, 2)
    return rounded


def reaches(numerator: Whole, denominator: Whole | int, least: Rational) -> Flags:
    """Whether numerator / denominator (> 0) >= least."""
    top, bottom = least.as_integer_ratio()
    reached: Flags
    if isinstance(denominator, int):  # the least whole number that does
        reached = numerator >= -(-top * denominator // bottom)
    else:
        reached = times(numerator, bottom) >= times(denominator, top)
    return reached


def at_least(scores: Hundredths, least: Rational) -> Flags:
    """Known scores of at least so many points; unknown ones are not."""
    reached = reaches(scores, 100, least)
    return reached if least >= 0 else reached & (scores != UNKNOWN)


def ratio(part: Whole, whole: Whole | int, known: Flags) -> Hundredths:
    """Part / whole in hundredths of a percent; unknown unless known and whole > 0.

    Raises OverflowError if it does not fit 32 bits.
    """
    rows = np.flatnonzero(known & (whole > 0))
    base = whole if isinstance(whole, int) else whole[rows]
    return placed(rows, half_up(times(part[rows], FULL), base), len(part))


def placed(rows: npt.NDArray[np.intp], values: Whole, size: int) -> Hundredths:
    """Scores of some rows, unknown in all others: most of a book has most facts nowhere."""
    column = np.full(size, UNKNOWN, np.int32)
    column[rows] = as_hundredths(values)
    return column


def scaled(amounts: Amounts, factors: Sequence[Fraction], which: npt.NDArray[np.intp]) -> Amounts:
    """Amounts x factors[which], rounded half up.

    A factor's first 60 binary digits are enough but where the rest could move the result across
    a half, and for large amounts: those are worked out in fractions. Raises OverflowError if a
    result does not fit 64 bits.
    """
    wholes = [factor.__floor__() for factor in factors]
    parts = [factor - whole for factor, whole in zip(factors, wholes, strict=True)]
    if max(map(abs, wholes), default=0) >= 2**30:
        return _by_fractions(amounts, factors, which)
    digits = np.array([int(part * 2**60) for part in parts], np.int64)[which]
    # With 30 binary digits behind the point, at most 5 of the last ones away from the truth.
    product = amounts * (digits >> 30) + (amounts * (digits & BEHIND) >> 30) + 2**29
    rounded: Amounts = amounts * np.array(wholes, np.int64)[which] + (product >> 30)
    doubtful = ((product + 8) & BEHIND < 16) | (np.abs(amounts) >> 32 != 0)
    rows = np.flatnonzero(doubtful)
    rounded[rows] = _by_fractions(amounts[rows], factors, which[rows])
    return rounded


def _by_fractions(
    amounts: Amounts, factors: Sequence[Fraction], which: npt.NDArray[np.intp]
) -> Amounts:
    half = Fraction(1, 2)
    pairs = zip(amounts.tolist(), which.tolist(), strict=True)
    return np.array([(amount * factors[i] + half).__floor__() for amount, i in pairs], np.int64)


def as_hundredths(values: Whole) -> Hundredths:
    if _peak(values) >= 2**31:
        raise OverflowError("a score does not fit 32 bits")
    return values.astype(np.int32)


def whole_weights(weights: Sequence[Rational]) -> list[int]:
    """The same proportions in the smallest whole numbers.

    Raises ValueError for a negative weight, or if all are 0.
    """
    ratios = [weight.as_integer_ratio() for weight in weights]
    if any(top < 0 for top, _ in ratios):
        raise ValueError("a weight should not be negative")
    unit = lcm(*(bottom for _, bottom in ratios))
    numbers = [top * unit // bottom for top, bottom in ratios]
    common = gcd(*numbers)
    if common == 0:
        raise ValueError("weights should not all be 0")
    return [number // common for number in numbers]


def _whole(value: Whole | int) -> Whole:
    # Left to itself, numpy makes unsigned or float numbers of large integers.
    if isinstance(value, int):
        return np.asarray(value, np.int64 if abs(value) < ROOM else object)
    return value


def _peak(values: Whole | int) -> int:
    if isinstance(values, int):
        return abs(values)
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0
