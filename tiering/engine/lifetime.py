"""Lifetime value of every ranked account, from its contribution and its layer (domain §5.2)."""

import numpy as np

from kam.lib.classes import PyramidTier
from tiering.engine.clv import Estimates, expected_contribution, lifetime_values, retention
from tiering.engine.columns import UNKNOWN, Codes
from tiering.engine.exact import Hundredths
from tiering.engine.policy import Policy
from tiering.engine.population import Population
from tiering.engine.value import Profit, contribution


def retention_rates(population: Population, pyramid: Codes, policy: Policy) -> Hundredths:
    """The stated rate of an account, else that of its layer, in hundredths of a percent."""
    stated = population.judged.retention_stated.astype(np.int32)
    own = np.where(stated == UNKNOWN, np.int32(UNKNOWN), 100 * stated)
    cohorts = dict(zip(PyramidTier, population.cohorts, strict=True))
    return retention(pyramid, own, cohorts, policy)


def expected_of(population: Population, profit: Profit | None, policy: Policy) -> Estimates:
    """The yearly contribution to expect; unknown without any cost of goods or half a year."""
    nothing = np.zeros(len(population), np.int64)
    nowhere = np.zeros(len(population), np.bool_)
    if profit is None:
        return Estimates(nothing, nowhere, nowhere)
    found = expected_contribution(
        contribution(population, profit),
        ~nowhere,
        population.history_months,
        nothing,
        nowhere,
        policy,
    )
    return Estimates(found.amount, found.known, found.estimated | (profit.estimated & found.known))


def lifetime_of(expected: Estimates, rates: Hundredths, policy: Policy) -> Estimates:
    """Lifetime value; what it took to win an account that buys is spent and does not count."""
    return lifetime_values(expected, rates, np.zeros(len(rates), np.int64), policy)
