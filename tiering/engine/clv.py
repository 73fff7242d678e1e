"""Customer lifetime value and customer equity (domain §5.2).

    CLV = -DC + sum over t = 1..H of  m (1+g)^(t-1) r^t / (1+d)^t

No float anywhere: what a yearly amount is multiplied by is an exact fraction, and the result is
rounded half up once, to minor units. The two figures a reader checks it by, the expected yearly
contribution (whole minor units) and the retention (hundredths of a percent), are rounded before,
so that the shown figures give the shown result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from kam.lib.classes import PyramidTier
from tiering.engine.exact import FULL, Hundredths, Rational, half_up, less, scaled, times
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags

YEAR = 12
LEAST_HISTORY = 6  # months; less is too short to be scaled to a year


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Amounts in minor units, 0 where not known; `estimated` ones are not measured over a year."""

    amount: Amounts
    known: Flags
    estimated: Flags


def expected_contribution(
    contribution: Amounts,
    known: Flags,
    history_months: Counts,
    forecast: Amounts,
    forecast_known: Flags,
    policy: Policy,
) -> Estimates:
    """The yearly contribution to expect (m), from the measured one or from the plan.

    `contribution` is that of the last `window.ttm_months`, or of the whole history if that is
    shorter. Less than a year is scaled to one, from six months on; else the plan's yearly
    forecast counts, and without it nothing is known.
    """
    covered = np.minimum(history_months, policy.window.ttm_months).astype(np.int64)
    measured = known & (covered >= LEAST_HISTORY)
    amount = np.where(measured, contribution, np.where(forecast_known, forecast, 0))
    rows = np.flatnonzero(measured & (covered != YEAR))
    amount[rows] = half_up(times(contribution[rows], YEAR), covered[rows])
    estimated = (measured & (covered < YEAR)) | (~measured & forecast_known)
    return Estimates(amount, measured | forecast_known, estimated)


def tier_retention(kept: int, customers: int, default: Decimal, prior_weight: int) -> Fraction:
    """(k + w r0) / (n + w): what a tier kept last year, drawn towards the default (a share).

    Raises ValueError unless 0 <= kept <= customers.
    """
    if not 0 <= kept <= customers:
        raise ValueError("kept should be 0 to the number of customers")
    if customers + prior_weight == 0:
        return Fraction(default)
    return (kept + prior_weight * Fraction(default)) / (customers + prior_weight)


def retention(
    pyramid: Codes,
    own: Hundredths,
    cohorts: Mapping[PyramidTier, tuple[int, int]],
    policy: Policy,
) -> Hundredths:
    """Yearly retention (r) of every account, in hundredths of a percent.

    `own` overrides the tier's estimate where it is known; `cohorts` has kept and all customers of
    each tier last year. Unknown for an account that has neither.
    """
    money = policy.money
    table = np.full(len(PyramidTier) + 1, UNKNOWN, np.int32)
    for tier in PyramidTier:
        kept, customers = cohorts.get(tier, (0, 0))
        default = getattr(money.retention_default, tier.name)
        share = tier_retention(kept, customers, default, money.retention_prior_weight)
        table[tier] = int(share * FULL + Fraction(1, 2))
    return np.where(own == UNKNOWN, table[pyramid], own)


def multiple(
    retention: Rational, discount: Rational, horizon: int | None, growth: Rational = 0
) -> Fraction:
    """What a yearly contribution is multiplied by; `horizon` in years, None for no end.

    Raises ValueError if a rate is out of range, or if the sum has no end and no limit.
    """
    r, d, g = Fraction(retention), Fraction(discount), Fraction(growth)
    if not 0 <= r <= 1 or d < 0 or g <= -1:
        raise ValueError("rates should be shares, growth above -1")
    if horizon is None:
        if g != 0 or r >= 1 + d:
            raise ValueError("without an end there should be no growth, and retention below 1 + d")
        return r / (1 + d - r)
    first, step = r / (1 + d), r * (1 + g) / (1 + d)
    return first * horizon if step == 1 else first * (1 - step**horizon) / (1 - step)


def lifetime_values(
    expected: Estimates,
    retention: Hundredths,
    development_cost: Amounts,
    policy: Policy,
    growth: Rational = 0,
) -> Estimates:
    """CLV of every account over `money.clv_horizon_years`, negative where it costs more.

    `development_cost` is what remains to be spent, 0 for won accounts. Unknown without expected
    contribution or retention. Raises OverflowError if a value does not fit 64 bits.
    """
    known = expected.known & (retention != UNKNOWN)
    kept = np.where(known, retention, 0)
    rates = np.unique(kept)
    money = policy.money
    multiples = [
        multiple(Fraction(int(rate), FULL), money.discount_rate, money.clv_horizon_years, growth)
        for rate in rates
    ]
    earned = scaled(expected.amount, multiples, np.searchsorted(rates, kept))
    amount = np.where(known, less(earned, development_cost), 0)
    return Estimates(amount, known, expected.estimated & known)


@dataclass(frozen=True, slots=True)
class Equity:
    """Sum of the known lifetime values, and of the negative ones among them, in minor units."""

    total: int
    negative: int
    accounts: int


def customer_equity(values: Estimates) -> Equity:
    clv = values.amount[values.known]
    return Equity(int(clv.sum()), int(np.minimum(clv, 0).sum()), len(clv))
