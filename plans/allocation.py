"""Who comes first, and how so many units are split (domain §6.12).

Pure: columns in, columns out. Scores in hundredths, -1 unknown; whole units.
"""

from decimal import Decimal

import numpy as np

from kam.lib.classes import KeyAccountClass
from kam.lib.copy import Column
from tiering.engine.exact import Hundredths, times, whole_weights
from tiering.engine.population import Amounts, Codes
from tiering.engine.sections import Priority, ResourceFactor
from tiering.engine.weighted import weighted_mean


def priority(
    value: Hundredths, potential: Hundredths, importance: Hundredths, weights: Priority
) -> Hundredths:
    """The weighted mean of what is known; unknown parts leave their weight to the others."""
    parts = [weights.value, weights.potential, weights.importance]
    return weighted_mean([value, potential, importance], parts, Decimal(0)).score


def claims(priorities: Hundredths, key_class: Codes, factor: ResourceFactor) -> Amounts:
    """What units are split by: the priority times the resource factor of the class."""
    if factor.CORE == 0:  # the largest of the three
        return np.zeros(len(priorities), np.int64)
    core, important, other = whole_weights([factor.CORE, factor.IMPORTANT, factor.OTHER])
    kinds = [key_class == KeyAccountClass.CORE, key_class == KeyAccountClass.IMPORTANT]
    factors = np.select(kinds, [core, important], other)
    claimed: Amounts = np.maximum(priorities, 0).astype(np.int64) * factors
    return claimed


def ranks(value: Column, account: Column) -> Column:
    """The place of each among equals: the higher value first, then the lower id."""
    places = np.empty(len(account), np.int64)
    places[np.lexsort((account, -value))] = np.arange(len(account))
    return places


def allocate(budget: int, claimed: Amounts, least: Amounts, rank: Column) -> Amounts:
    """Units of each by its claim, nobody below `least`; they add up to the budget.

    Who would get less than the least gets that, and the others share the rest. A budget that
    can't give everybody the least goes by the claims alone. Without any claim all are equal.
    """
    given = np.zeros(len(claimed), np.int64)
    if int(least.sum()) > budget:
        least = given
    free = np.ones(len(claimed), np.bool_)
    while free.any():
        rest = budget - int(least[~free].sum())
        shares = claimed if claimed[free].any() else np.ones_like(claimed)
        short = free & (times(shares, rest) < times(least, int(shares[free].sum())))
        if not short.any():
            given[free] = largest_remainder(rest, shares[free], rank[free])
            break
        free &= ~short
    return np.where(free, given, least)


def largest_remainder(budget: int, claimed: Amounts, rank: Column) -> Amounts:
    """Whole parts first; what is left goes to the largest remainders, by rank among equals."""
    whole = int(claimed.sum())
    products = times(claimed, budget)
    parts: Amounts = (products // whole).astype(np.int64)
    order = np.lexsort((rank, (-(products % whole)).astype(np.int64)))
    parts[order[: budget - int(parts.sum())]] += 1
    return parts
