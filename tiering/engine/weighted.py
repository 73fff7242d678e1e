"""Weighted scoring by several criteria (domain §6.3).

Measures become scores of 0 to 100 in one of five ways; scores become one score by weights. All in
hundredths, -1 unknown, rounded half up once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import lcm

import numpy as np

from tiering.engine.exact import (
    FULL,
    ROOM,
    Hundredths,
    Rational,
    Whole,
    as_hundredths,
    half_up,
    placed,
    ratio,
    reaches,
    times,
    whole_weights,
)
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags, Points
from tiering.engine.settings import Bands

Ratings = Codes | Points


def banded(values: Whole, known: Flags, bands: Bands, per: Whole | int = 1) -> Hundredths:
    """Points of the range in which `values / per` lies; `per` > 0 where known.

    The lower bound belongs to a range, the upper one to the next.
    """
    rows = np.flatnonzero(known)
    asked, base = values[rows], per if isinstance(per, int) else per[rows]
    cuts = [cut.as_integer_ratio() for cut in bands.cuts]
    unit = lcm(*(bottom for _, bottom in cuts))
    # A ratio reaches a whole number exactly where its floor does: one division for all cuts.
    units, passed = times(asked, unit) // base, np.zeros(len(rows), np.int8)
    for top, bottom in cuts:
        passed += units >= top * unit // bottom
    return placed(rows, 100 * np.array(bands.points)[passed], len(values))


def rating_points(ratings: Ratings) -> Hundredths:
    """Ratings 1 to 5 as 0, 25, 50, 75, 100. Raises ValueError for any other known rating."""
    rows = np.flatnonzero(ratings != UNKNOWN)
    known = ratings[rows].astype(np.int32)
    if np.any((known < 1) | (known > 5)):
        raise ValueError("ratings should be 1 to 5, or -1 for unknown")
    return placed(rows, 2500 * (known - 1), len(ratings))


def min_max(values: Amounts, known: Flags, *, cost: bool = False) -> Hundredths:
    """Place between the least and the greatest known value; 50 if they are all equal.

    The greatest has 100, where it is a cost the least has.
    """
    if not known.any():
        return np.full(len(values), UNKNOWN, np.int32)
    least, greatest = values[known].min(), values[known].max()
    if least == greatest:
        return np.where(known, np.int32(FULL // 2), np.int32(UNKNOWN))
    return ratio(greatest - values if cost else values - least, int(greatest - least), known)


def percentile(values: Amounts, known: Flags, groups: Counts | None = None) -> Hundredths:
    """Mid-rank percentile x 100 among the known values, of the same group if there are groups.

    (#less + half of #equal) / N (domain §0.5): equal values share it, and it is 50 if all are
    equal.
    """
    doubled, size = mid_ranks(values, known, groups)
    return ratio(doubled, 2 * size, known)


def mid_ranks(
    values: Amounts, known: Flags, groups: Counts | None = None
) -> tuple[Amounts, Amounts]:
    """2 x #less + #equal, itself included, and N, among the known of the group; 0 if unknown."""
    doubled, size = np.zeros((2, len(values)), np.int64)
    rows = np.flatnonzero(known)
    keys = np.zeros(len(rows), np.int64) if groups is None else groups[rows].astype(np.int64)
    order = np.lexsort((values[rows], keys))
    group, value = keys[order], values[rows][order]
    new_group = np.diff(group, prepend=group[:1] - 1) != 0
    start, end = _runs(new_group)
    first, last = _runs(new_group | (np.diff(value, prepend=value[:1] - 1) != 0))
    doubled[rows[order]] = first + last - 2 * start
    size[rows[order]] = end - start
    return doubled, size


def least_from(ordered: Amounts, top: int, bottom: int) -> int | None:
    """The least of some values in ascending order with mid-rank / N >= top / bottom (> 0).

    None if even the greatest has less.
    """
    size = len(ordered)
    doubled = -(-2 * size * top // bottom)  # 2 x #less + #equal, at least
    place = max(doubled, 0) // 2
    if place >= size:
        return None
    first, last = (np.searchsorted(ordered, ordered[place], side) for side in ("left", "right"))
    # No value before this run has enough, the one after it always has.
    found = place if first + last >= doubled else last
    return int(ordered[found]) if found < size else None


def _runs(begins: Flags) -> tuple[Amounts, Amounts]:
    """Of each place the run it is in: where that begins, and where the next one does."""
    starts = np.flatnonzero(begins)
    run = np.cumsum(begins) - 1
    return starts[run], np.append(starts, len(begins))[run + 1]


def target(values: Amounts, known: Flags, targets: Amounts) -> Hundredths:
    """How much of the target is attained: 0 below zero, at most 100, unknown without a target."""
    capped = np.clip(values, 0, np.maximum(targets, 0))
    return ratio(capped, targets, known)


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """A weighted score, and the part of the weights that is known, both in hundredths."""

    score: Hundredths
    coverage: Hundredths


def weighted_mean(
    scores: Sequence[Hundredths] | Whole, weights: Sequence[Rational], min_coverage: Decimal
) -> Weighted:
    """Mean of the known scores by their weights, one array or row of `scores` per weight.

    Unknown where less than `min_coverage` (a share) of the weights is known, or none. Raises
    ValueError for a negative weight, if all are 0, or if there are not as many as criteria.
    """
    shares = whole_weights(weights)
    known = np.zeros(len(scores[0]), np.min_scalar_type(2 ** len(shares) - 1))  # a bit each
    for i, (column, _) in enumerate(zip(scores, shares, strict=True)):
        known |= (column != UNKNOWN).astype(known.dtype) << i
    weight = _sums(shares)
    coverage = as_hundredths(half_up(times(weight, FULL), sum(shares)))
    enough = (weight > 0) & reaches(coverage, FULL, min_coverage)
    rows = np.flatnonzero(enough[known])
    total: Whole = np.zeros(len(rows), np.int64)
    for column, share in zip(scores, shares, strict=True):
        asked = column[rows]
        total = total + times(np.where(asked == UNKNOWN, 0, asked), share)
    score = half_up(total, weight[known[rows]])
    return Weighted(placed(rows, score, len(known)), coverage[known])


def _sums(shares: Sequence[int]) -> Whole:
    """The sum of every choice of shares, by the choice's bits."""
    sums = [0]
    for share in shares:
        sums += [each + share for each in sums]
    return np.array(sums, np.int64 if sums[-1] < ROOM else object)


def points(scores: Sequence[int], weights: Sequence[Rational]) -> list[int | None]:
    """What each criterion of one account adds to its weighted score, in hundredths.

    Criteria without a score (-1) have None: their weight is spread over the others. The rest adds
    up to the score exactly: what rounding leaves over goes to the largest remainders, the first
    among equals. Raises ValueError as `weighted_mean` does.
    """
    shares = whole_weights(weights)
    products = [
        None if score == UNKNOWN else share * score
        for score, share in zip(scores, shares, strict=True)
    ]
    known = [i for i, product in enumerate(products) if product is not None]
    total = sum(shares[i] for i in known)
    if total == 0:
        return [None] * len(shares)
    parts = [None if product is None else product // total for product in products]
    exact = sum(product for product in products if product is not None)
    left = (2 * exact + total) // (2 * total) - sum(part for part in parts if part is not None)
    raised = sorted(known, key=lambda i: -((products[i] or 0) % total))[:left]
    return [None if part is None else part + (i in raised) for i, part in enumerate(parts)]
