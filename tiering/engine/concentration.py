"""Concentration of revenue and the Pareto check of value (domain §6.2, §6.13)."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np
from pydantic import NonNegativeInt

from tiering.engine.context import Frozen
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts

CURVE_POINTS = 100


class Risk(StrEnum):
    """Level of CR1 and CR5."""

    GREEN = "green"
    NOTICE = "notice"
    AMBER = "amber"
    RED = "red"


class Spread(StrEnum):
    """Level of the Herfindahl-Hirschman index."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class CurvePoint(Frozen):
    """The best `accounts` accounts together have `value` of the positive total, minor units."""

    accounts: NonNegativeInt
    value: NonNegativeInt


class Concentration(Frozen):
    """How much depends on few accounts.

    Shares in percent of positive net revenue; `hhi` from 0 to 10,000; `effective` is the number of
    equal accounts with the same HHI.
    """

    cr1: float
    cr5: float
    hhi: float
    effective: float
    cr1_level: Risk
    cr5_level: Risk
    hhi_level: Spread


class ParetoCheck(Frozen):
    """Does the 80/20 rule hold? An observation, never forced.

    `top20_share` is the percent of positive value of the best ceil(20 %) accounts, `n80` how many
    accounts it takes for 80 %, `curve` at most 100 points.
    """

    top20_share: float
    n80: int
    curve: tuple[CurvePoint, ...]


def concentration(net_revenue: Amounts, policy: Policy) -> Concentration | None:
    """Concentration of any set of accounts; None if none has positive revenue."""
    revenue = np.sort(np.maximum(net_revenue, 0))[::-1]
    total = int(revenue.sum())
    if total == 0:
        return None
    # Python integers: the squares are exact, whatever the amounts.
    squares = sum(amount * amount for amount in revenue[revenue > 0].tolist())
    first = Fraction(100 * int(revenue[0]), total)
    five = Fraction(100 * int(revenue[:5].sum()), total)
    index = Fraction(10_000 * squares, total * total)
    levels = policy.concentration
    return Concentration(
        cr1=float(first),
        cr5=float(five),
        hhi=float(index),
        effective=float(10_000 / index),
        cr1_level=(Risk.GREEN, Risk.NOTICE, Risk.AMBER, Risk.RED)[_reached(first, levels.cr1)],
        cr5_level=(Risk.GREEN, Risk.AMBER, Risk.RED)[_reached(five, levels.cr5)],
        hhi_level=_spread(index, levels.hhi),
    )


def pareto_check(value: Amounts) -> ParetoCheck | None:
    """Pareto check of the value metric of any set of accounts; None without positive value."""
    cumulative = np.cumsum(np.sort(np.maximum(value, 0))[::-1])
    if len(value) == 0 or cumulative[-1] == 0:
        return None
    total = int(cumulative[-1])
    best = int(cumulative[-(-len(value) // 5) - 1])
    points = np.unique(-(-np.arange(1, CURVE_POINTS + 1) * len(value) // CURVE_POINTS))
    return ParetoCheck(
        top20_share=float(Fraction(100 * best, total)),
        n80=int(np.searchsorted(cumulative, -(-4 * total // 5))) + 1,
        curve=tuple(
            CurvePoint(accounts=int(point), value=int(cumulative[point - 1])) for point in points
        ),
    )


def _reached(share: Fraction, thresholds: tuple[Decimal, ...]) -> int:
    return sum(share >= Fraction(threshold) for threshold in thresholds)


def _spread(index: Fraction, cuts: tuple[int, int]) -> Spread:
    """Low below the first cut, high above the second: the range between includes both."""
    if index < cuts[0]:
        return Spread.LOW
    return Spread.MODERATE if index <= cuts[1] else Spread.HIGH
