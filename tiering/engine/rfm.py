"""Recency, frequency and amount of purchases (domain §6.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from kam.lib.classes import RfmSegment
from tiering.engine.context import RfmCuts
from tiering.engine.exact import Hundredths, as_hundredths, half_up, reaches, times, whole_weights
from tiering.engine.policy import Policy
from tiering.engine.population import (
    UNKNOWN,
    Amounts,
    Codes,
    Counts,
    Flags,
    Points,
    Population,
)
from tiering.engine.value import Profit
from tiering.engine.weighted import least_from

BEST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Rfm:
    """Scores from 1 (worst) to 5, 0 for accounts that never bought, and `RfmSegment`."""

    recency: Codes
    frequency: Codes
    monetary: Codes
    segment: Codes

    @property
    def label(self) -> Points:
        """The scores as three digits: 543; 0 for accounts that never bought."""
        digits = 100 * self.recency.astype(np.int16) + 10 * self.frequency + self.monetary
        return digits.astype(np.int16)


def rfm_of(population: Population, profit: Profit | None, policy: Policy) -> Rfm:
    """Of every account of a population, in the measure window."""
    return rfm(
        population.days_since_last,
        population.window_occasions,
        rfm_amount(population, profit, policy),
        policy,
    )


def rfm_labels(result: Rfm) -> Points:
    return result.label


def rfm_amount(population: Population, profit: Profit | None, policy: Policy) -> Amounts:
    """By what the policy asks for; by net revenue where nobody knows profits."""
    by_profit = policy.rfm.metric == "gross_profit" and profit is not None
    return profit.amount if by_profit and profit else population.net_revenue


def rfm(days_since_last: Counts, occasions: Counts, amount: Amounts, policy: Policy) -> Rfm:
    """Scores and segment of every account.

    `days_since_last` is -1 for accounts that never bought, which are not ranked. `occasions` and
    `amount` (minor units) are those of the measure window; an account that bought before has 0 in
    them. With fewer than `score.rfm_min_population` buyers the policy's bands take the
    place of quintiles.
    """
    bought = days_since_last != UNKNOWN
    bands = policy.rfm.bands
    if np.count_nonzero(bought) >= policy.score.rfm_min_population:
        recency = quintiles(-days_since_last.astype(np.int64), bought)
        frequency, monetary = quintiles(occasions, bought), quintiles(amount, bought)
    else:
        recency = np.int8(BEST + 1) - _steps(days_since_last, bands.recency_days)
        frequency, monetary = _steps(occasions, bands.occasions), _steps(amount, bands.amount, 100)
    monetary = np.where(amount <= 0, 1, monetary)
    r, f, m = (np.where(bought, s, 0).astype(np.int8) for s in (recency, frequency, monetary))
    return Rfm(r, f, m, _segments(r, f, m, policy.score.rfm_high_from))


def segments(label: Points, policy: Policy) -> Codes:
    """`RfmSegment` by the three digits."""
    r, f, m = ((label // unit % 10).astype(np.int8) for unit in (100, 10, 1))
    return _segments(r, f, m, policy.score.rfm_high_from)


def quintiles(values: npt.NDArray[np.integer], known: Flags) -> Codes:
    """Mid-rank quintile 1 to 5 among the known values, 0 for unknown; equal values are equal."""
    ordered = np.sort(values[known])
    scores = np.ones(len(values), np.int8)
    for step in range(1, BEST):
        least = least_from(ordered, step, BEST)
        if least is not None:
            scores += values >= least
    return np.where(known, scores, np.int8(0))


def sort_score(result: Rfm, policy: Policy) -> Hundredths:
    """The three scores in one, by `rfm.weights`, for sorting only: 100 to 500; -1 never bought."""
    weights = policy.rfm.weights
    shares = whole_weights([weights.recency, weights.frequency, weights.monetary])
    total = sum(
        times(column.astype(np.int64), 100 * share)
        for column, share in zip(
            (result.recency, result.frequency, result.monetary), shares, strict=True
        )
    )
    score = half_up(np.asarray(total), sum(shares))
    return as_hundredths(np.where(result.recency == 0, UNKNOWN, score))


def _steps(values: npt.NDArray[np.integer], cuts: tuple[int | Decimal, ...], per: int = 1) -> Codes:
    """1 + how many cuts each value / per has reached."""
    steps = np.ones(len(values), np.int8)
    for cut in cuts:
        steps += reaches(values, per, cut)
    return steps


def _segments(recency: Codes, frequency: Codes, monetary: Codes, high_from: int) -> Codes:
    table = np.array(
        [
            [RfmSegment.GENERAL_WIN_BACK, RfmSegment.IMPORTANT_WIN_BACK],
            [RfmSegment.GENERAL_KEEP, RfmSegment.IMPORTANT_KEEP],
            [RfmSegment.GENERAL_DEVELOP, RfmSegment.IMPORTANT_DEVELOP],
            [RfmSegment.GENERAL_VALUE, RfmSegment.IMPORTANT_VALUE],
        ],
        np.int8,
    )
    r, f, m = ((score >= high_from).astype(np.intp) for score in (recency, frequency, monetary))
    return np.where(recency == 0, np.int8(RfmSegment.POTENTIAL), table[2 * r + f, m])


def score_cuts(
    population: Population, result: Rfm, profit: Profit | None, policy: Policy
) -> RfmCuts:
    """With which fact each score begins in this population."""
    return RfmCuts(
        recency=_begins(result.recency, population.days_since_last, np.max),
        frequency=_begins(result.frequency, population.window_occasions, np.min),
        monetary=_begins(result.monetary, rfm_amount(population, profit, policy), np.min),
    )


def _begins(
    scores: Codes, values: npt.NDArray[np.integer], worst: Callable[..., Any]
) -> tuple[int | None, int | None, int | None, int | None]:
    """The worst value among those that have a score, for scores 2 to 5."""
    members = (values[scores == score] for score in range(2, BEST + 1))
    second, third, fourth, fifth = (int(worst(each)) if len(each) else None for each in members)
    return second, third, fourth, fifth
