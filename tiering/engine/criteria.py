"""The eight criteria of customer selection, from raw facts to one score (domain §3.7.1).

Every criterion is in hundredths of 0 to 100, -1 where its facts are not known. Percentages are
never divided out: the policy's bands are compared with the exact ratio.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from kam.lib.classes import SelectionDecision
from tiering.engine.exact import Hundredths, at_least, placed, times
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags
from tiering.engine.settings import Bands
from tiering.engine.weighted import Weighted, banded, points, weighted_mean

MINOR = 100  # minor units of one major unit


class Criterion(StrEnum):
    """In the order a to h of the source; operating, economic and interaction are ratings."""

    INTEGRITY = "INTEGRITY"
    OPERATING = "OPERATING"
    ECONOMIC = "ECONOMIC"
    LOCATION = "LOCATION"
    MAX_DEMAND = "MAX_DEMAND"
    DEV_COST = "DEV_COST"
    INTERACTION = "INTERACTION"
    KEEP_COST = "KEEP_COST"


def integrity(
    invoices_due: Counts, paid_on_time: Counts, breaches: Counts, policy: Policy
) -> Hundredths:
    """Percent of due invoices paid on time, less `selection.breach_penalty` per breach.

    Unknown where a column is -1, or nothing has been due yet.
    """
    rows = np.flatnonzero((invoices_due > 0) & (paid_on_time != UNKNOWN) & (breaches != UNKNOWN))
    due, paid, broken = (
        column[rows].astype(np.int64) for column in (invoices_due, paid_on_time, breaches)
    )
    top, bottom = policy.selection.breach_penalty.as_integer_ratio()
    gained = times(paid, 100 * bottom) - times(times(due, broken), top)
    everywhere = np.ones(len(rows), np.bool_)
    score = banded(gained, everywhere, policy.selection.bands.INTEGRITY, times(due, bottom))
    return placed(rows, score, len(invoices_due))


def location(service_zone: Codes, policy: Policy) -> Hundredths:
    """By service zone: 1 same city, 2 same province, 3 neighbouring, 4 reachable, 5 hard to serve.

    Raises ValueError for any other zone that is not -1.
    """
    rows, zones = np.flatnonzero(service_zone != UNKNOWN), policy.selection.zones
    known = service_zone[rows]
    if np.any((known < 1) | (known > len(zones))):
        raise ValueError(f"service zones should be 1 to {len(zones)}, or -1 for unknown")
    return placed(rows, 100 * np.array(zones)[known - 1], len(service_zone))


def max_demand(wallet: Amounts, known: Flags, policy: Policy) -> Hundredths:
    """By the potential yearly spend in our categories, in minor units."""
    return banded(wallet, known, policy.selection.bands.MAX_DEMAND, MINOR)


def dev_cost(
    cost: Amounts, cost_known: Flags, first_profit: Amounts, profit_known: Flags, policy: Policy
) -> Hundredths:
    """By the cost to win the customer in percent of the first year's gross profit."""
    bands = policy.selection.bands.DEV_COST
    return _cost_ratio(cost, first_profit, cost_known & profit_known, bands)


def keep_cost(
    cost: Amounts, cost_known: Flags, gross_profit: Amounts, profit_known: Flags, policy: Policy
) -> Hundredths:
    """By the yearly cost to serve in percent of the yearly gross profit."""
    bands = policy.selection.bands.KEEP_COST
    return _cost_ratio(cost, gross_profit, cost_known & profit_known, bands)


def _cost_ratio(cost: Amounts, profit: Amounts, known: Flags, bands: Bands) -> Hundredths:
    """A cost that earns nothing is in the last range; no cost and no profit say nothing."""
    rows = np.flatnonzero(known)
    cost, profit, size = cost[rows], profit[rows], len(known)
    scores = banded(times(cost, 100), profit > 0, bands, profit)
    scores[(profit <= 0) & (cost > 0)] = 100 * bands.points[-1]
    return placed(rows, scores, size)


def selection_score(scores: Mapping[Criterion, Hundredths], policy: Policy) -> Weighted:
    """All eight in one score by `selection.weights`, unknown below `score.min_coverage`."""
    weights = dict(policy.selection.weights)
    columns = [scores[criterion] for criterion in Criterion]
    shares = [weights[criterion] for criterion in Criterion]
    return weighted_mean(columns, shares, policy.score.min_coverage)


def selection_points(
    scores: Mapping[Criterion, int], policy: Policy
) -> dict[Criterion, int | None]:
    """What each criterion of one candidate adds to its score, as `weighted.points`."""
    weights = dict(policy.selection.weights)
    parts = points([scores[c] for c in Criterion], [weights[c] for c in Criterion])
    return dict(zip(Criterion, parts, strict=True))


def score_bands(score: Hundredths, policy: Policy) -> Codes:
    """`SelectionDecision` the score alone would give, 0 with too little known."""
    rule = policy.selection
    bands = np.zeros(len(score), np.int8)
    rows = np.flatnonzero(score != UNKNOWN)
    bands[rows] = np.select(
        [at_least(score[rows], rule.selected_min), at_least(score[rows], rule.reserve_min)],
        [SelectionDecision.SELECTED, SelectionDecision.RESERVE],
        SelectionDecision.REJECTED,
    )
    return bands
