"""Customer pyramid by rank (domain §3.3)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kam.lib.classes import PyramidTier, SmallSubtype
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags, Points

CutRanks = tuple[int, int, int]


def cut_ranks(size: int, policy: Policy) -> CutRanks:
    """Last rank of TOP, MAJOR and ORDINARY in a population of `size`; zeros if it is empty."""
    if size == 0:
        return (0, 0, 0)
    cuts, least = [], 1
    for share in policy.pyramid.cumulative:
        top, bottom = share.as_integer_ratio()
        least = max(least, (2 * top * size + bottom) // (2 * bottom))  # round half up
        cuts.append(least)
    return (cuts[0], cuts[1], cuts[2])


def poor_credit(credit_score: Points, policy: Policy) -> Flags:
    """Known credit below the limit; unknown credit is not poor."""
    return (credit_score > UNKNOWN) & (credit_score < policy.pyramid.poor_credit_below)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Places in the population.

    `order` lists rows by value descending, then account id; `position` is its inverse from 1 on, a
    unique order over all accounts. `rank` is the competition rank among accounts without poor
    credit, 0 for those with; `ranked` are their values, in order.
    """

    order: npt.NDArray[np.intp]
    position: Counts
    rank: Counts
    ranked: Amounts

    def cut_values(self, cuts: CutRanks) -> tuple[int | None, int | None, int | None]:
        """Value of the last account within each cut; None if fewer are ranked than it asks."""
        first, second, third = (
            int(self.ranked[cut - 1]) if 0 < cut <= len(self.ranked) else None for cut in cuts
        )
        return first, second, third


def rank_accounts(value: Amounts, left_out: Flags) -> Ranking:
    # ~value reverses the order without overflow; rows are ordered by account id already.
    order = np.argsort(~value, kind="stable")
    position = np.empty(len(value), np.int32)
    position[order] = np.arange(1, len(value) + 1, dtype=np.int32)
    ranked = order[~left_out[order]]
    ordered = value[ranked]
    places = np.arange(1, len(ranked) + 1, dtype=np.int32)
    places[1:][ordered[1:] == ordered[:-1]] = 0
    rank = np.zeros(len(value), np.int32)
    rank[ranked] = np.maximum.accumulate(places)
    return Ranking(order, position, rank, ordered)


def pyramid_tiers(value: Amounts, rank: Counts, poor: Flags, cuts: CutRanks) -> tuple[Codes, Codes]:
    """`PyramidTier` and `SmallSubtype` (0 above the bottom layer) of every account."""
    tier = np.full(len(value), PyramidTier.SMALL, np.int8)
    for layer, cut in zip(reversed(list(PyramidTier)[:-1]), reversed(cuts), strict=True):
        tier[rank <= cut] = layer
    tier[poor | (value <= 0)] = PyramidTier.SMALL
    subtype = np.where(tier == PyramidTier.SMALL, SmallSubtype.LOW_PROFIT, 0).astype(np.int8)
    subtype[poor] = SmallSubtype.POOR_CREDIT
    return tier, subtype


def not_separating(tier: Codes, cuts: CutRanks) -> bool:
    """Whether ties push a layer above twice its quota: then the metric does not separate."""
    counts = np.bincount(tier, minlength=len(PyramidTier) + 1)
    quotas = np.diff((0, *cuts))
    return bool(np.any(counts[1:4] > 2 * quotas))
