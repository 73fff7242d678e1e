"""How much selling time accounts ask for (domain §6.11).

Hours are whole millionths, so that sums stay exact.
"""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from kam.lib.classes import PyramidTier
from tiering.engine.exact import FULL, Hundredths, as_hundredths, half_up, times
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts

UNIT = 1_000_000  # of an hour: the policy's hours have six decimals
YEAR = 365  # days
REVIEWS = {PyramidTier.TOP: 4, PyramidTier.MAJOR: 2}  # a year


def hours_per_year(tier: int, visit_days: int, remote: bool, policy: Policy) -> int:
    """What one account of a tier asks for that is seen every `visit_days`."""
    hours = policy.hours
    per_visit = hours.remote if remote else hours.visit
    reviews = REVIEWS.get(PyramidTier(tier), 0)
    return in_units(YEAR // visit_days * per_visit + reviews * hours.review)


def in_units(hours: Decimal) -> int:
    return int(hours * UNIT)


def utilisation(required: Amounts, policy: Policy) -> Hundredths:
    """Required hours in percent of what one person has; unknown where they are -1."""
    known = required != UNKNOWN
    capacity = in_units(policy.hours.capacity_per_rep)
    share = half_up(times(np.where(known, required, 0), FULL), capacity)
    return as_hundredths(np.where(known, share, UNKNOWN))


def total_hours(counts: Iterable[tuple[int, int]], each: dict[int, int]) -> int:
    """Hours of so many accounts (tier, number); tiers without a standard ask for none."""
    return sum(number * each.get(tier, 0) for tier, number in counts)
