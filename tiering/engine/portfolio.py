"""Key-account portfolio matrix by McDonald and Woodburn (domain §6.5).

Both axes are on a scale of 0 to 10, kept in hundredths of a point (0 to 1,000); -1 is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kam.lib.classes import PortfolioQuadrant
from tiering.engine.exact import Hundredths, as_hundredths, at_least, half_up, reaches, times
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Codes, Flags
from tiering.engine.weighted import Weighted, weighted_mean

BEST = 10


def attractiveness(
    available_spend: Codes,
    growth: Codes,
    profitability: Codes,
    fit: Codes,
    influence: Codes,
    payment: Codes,
    policy: Policy,
) -> Weighted:
    """Factors scored 0 to 10 in one, by `portfolio.attractiveness_weights`."""
    weights = policy.portfolio.attractiveness_weights
    return weighted_mean(
        _tens([available_spend, growth, profitability, fit, influence, payment]),
        [
            weights.available_spend,
            weights.growth,
            weights.profitability,
            weights.fit,
            weights.influence,
            weights.payment,
        ],
        policy.score.min_coverage,
    )


def competitive_score(
    solution: Codes,
    delivery: Codes,
    price: Codes,
    technical_support: Codes,
    relation: Codes,
    brand: Codes,
    policy: Policy,
) -> Weighted:
    """How the customer sees one supplier, us or the best competitor: factors 0 to 10 in one."""
    weights = policy.portfolio.strength_weights
    return weighted_mean(
        _tens([solution, delivery, price, technical_support, relation, brand]),
        [
            weights.solution,
            weights.delivery,
            weights.price,
            weights.technical_support,
            weights.relation,
            weights.brand,
        ],
        policy.score.min_coverage,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where accounts lie in the matrix: `PortfolioQuadrant`, 0 unknown.

    `strength` is our score / the best competitor's, in hundredths (120 for 1.2 times), -1 where
    one is unknown or there is `no_competitor`.
    """

    strength: Hundredths
    no_competitor: Flags
    quadrant: Codes


def positions(
    attractive: Hundredths, ours: Hundredths, competitors: Hundredths, policy: Policy
) -> Positions:
    """Quadrant of every account by three scores of 0 to 1,000.

    A competitor's score of 0 means that there is none, which counts as high strength. Values on a
    cut are high; the ratio is compared before it is rounded.
    """
    rule = policy.portfolio
    alone = competitors == 0
    compared = (ours != UNKNOWN) & (competitors > 0)
    bases = np.where(compared, competitors, 1).astype(np.int64)
    strength = np.where(compared, half_up(times(ours, 100), bases), UNKNOWN)
    strong = alone | (compared & reaches(ours, bases, rule.strength_cut))
    high = at_least(attractive, rule.attractiveness_cut)
    quadrant = np.select(
        [(attractive == UNKNOWN) | ~(alone | compared), high & strong, high, strong],
        [0, PortfolioQuadrant.STRATEGIC, PortfolioQuadrant.STAR, PortfolioQuadrant.STATUS],
        PortfolioQuadrant.STREAMLINE,
    )
    return Positions(as_hundredths(strength), alone, quadrant.astype(np.int8))


def _tens(columns: Sequence[Codes]) -> list[Hundredths]:
    """Scores of 0 to 10 in hundredths. Raises ValueError for any other that is not -1."""
    if any(np.any((column < UNKNOWN) | (column > BEST)) for column in columns):
        raise ValueError(f"scores should be 0 to {BEST}, or -1 for unknown")
    return [
        np.where(column == UNKNOWN, np.int32(UNKNOWN), 100 * column.astype(np.int32))
        for column in columns
    ]
