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

from tiering.engine.population import UNKNOWN, Flags

Hundredths = npt.NDArray[np.int32]
Whole = npt.NDArray[Any]  # int64, or Python integers as objects
Rational = int | Decimal | Fraction

FULL = 10_000
# So that a few products can be added up within 64 bits.
ROOM = 2**58


def times(column: Whole, factor: Whole | int) -> Whole:
    """The exact product of whole numbers."""
    peaks = _peak(column), _peak(factor)
    fits = max(*peaks, peaks[0] * peaks[1]) < ROOM
    kind = np.int64 if fits else object
    product: Whole = column.astype(kind) * np.asarray(factor, kind)
    return product


def half_up(numerator: Whole, denominator: Whole | int) -> Whole:
    """Numerator / denominator (> 0) rounded to whole numbers, halves upwards."""
    rounded: Whole = (times(numerator, 2) + _whole(denominator)) // times(_whole(denominator), 2)
    return rounded


def reaches(numerator: Whole, denominator: Whole | int, least: Rational) -> Flags:
    """Whether numerator / denominator (> 0) >= least."""
    top, bottom = least.as_integer_ratio()
    reached: Flags = times(numerator, bottom) >= times(_whole(denominator), top)
    return reached


def at_least(scores: Hundredths, least: Rational) -> Flags:
    """Known scores of at least so many points; unknown ones are not."""
    known: Flags = scores != UNKNOWN
    return known & reaches(scores, 100, least)


def ratio(part: Whole, whole: Whole | int, known: Flags) -> Hundredths:
    """Part / whole in hundredths of a percent; unknown unless known and whole > 0.

    Raises OverflowError if it does not fit 32 bits.
    """
    bases = np.broadcast_to(_whole(whole), part.shape)
    usable = known & (bases > 0)
    result = np.full(part.shape, UNKNOWN, np.int64)
    result[usable] = half_up(times(part[usable], FULL), bases[usable])
    return as_hundredths(result)


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
