"""Potential score of an account, 0 to 100 (domain §5.3)."""

import numpy as np

from tiering.engine.exact import Hundredths
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Flags, Points
from tiering.engine.weighted import Weighted, banded, rating_points, weighted_mean

MINOR = 100  # minor units of one major unit


def wallet_gap(
    wallet: Amounts, wallet_known: Flags, net_revenue: Amounts, policy: Policy
) -> Hundredths:
    """Points of what the customer spends in our categories a year and we do not have yet.

    Amounts in minor units, of the same year. An estimate below our own sales leaves no gap.
    """
    return banded(wallet - net_revenue, wallet_known, policy.potential.wallet_gap, MINOR)


def potential_score(
    gap: Hundredths,
    market_growth: Codes,
    cooperation: Codes,
    strategic_value: Points,
    cultural_fit: Codes,
    operating_condition: Codes,
    policy: Policy,
) -> Weighted:
    """All parts in one score by `potential.weights`, unknown below `score.min_coverage`.

    `gap` as `wallet_gap` gives it, `strategic_value` 0 to 100, the others rated 1 to 5; -1 is
    unknown.
    """
    weights = policy.potential.weights
    strategic = np.where(
        strategic_value == UNKNOWN, UNKNOWN, 100 * strategic_value.astype(np.int32)
    )
    return weighted_mean(
        [
            gap,
            rating_points(market_growth),
            rating_points(cooperation),
            strategic,
            rating_points(cultural_fit),
            rating_points(operating_condition),
        ],
        [
            weights.wallet_gap,
            weights.market_growth,
            weights.cooperation,
            weights.strategic_value,
            weights.cultural_fit,
            weights.operating_condition,
        ],
        policy.score.min_coverage,
    )
