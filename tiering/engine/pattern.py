"""Transaction pattern and loyalty ladder (domain §3.2)."""

import numpy as np

from kam.lib.classes import LoyaltyStep, TransactionPattern
from tiering.engine.policy import Policy
from tiering.engine.population import Codes, Counts, Flags, Points, Population

# Steps of the ladder (domain §3.2); Appendix A has no setting for them.
LONG_TERM_MONTHS = 12
LIFELONG_MONTHS = 60
LIFELONG_WALLET_PCT = 60


def still_active(population: Population, policy: Policy) -> Flags:
    """Whether the last purchase is no longer ago than the account's own rhythm lets expect.

    A single purchase has no rhythm: then the floor alone counts.
    """
    limit = policy.pattern.active_floor_days
    numerator, denominator = policy.pattern.active_factor.as_integer_ratio()
    days = population.days_since_last.astype(np.int64)
    # Medians of whole days are whole or half, so doubled they compare exactly.
    doubled = np.rint(2 * np.nan_to_num(population.median_interval)).astype(np.int64)
    in_rhythm = 2 * denominator * days <= numerator * doubled
    return (days >= 0) & (in_rhythm | (days <= limit))


def transaction_patterns(population: Population, policy: Policy) -> Codes:
    """`TransactionPattern` of every account."""
    rule = policy.pattern
    often = population.occasions >= rule.repeat_min_occasions
    repeat = often & still_active(population, policy)
    referrer = repeat & (population.referred_buyers >= 1)
    top, bottom = rule.big_referral_ratio.as_integer_ratio()
    big = referrer & (
        population.referred_big.astype(np.int64) * bottom
        >= population.referred_buyers.astype(np.int64) * top
    )
    return np.select(
        [population.occasions <= 0, ~often, big, referrer, repeat],
        [
            TransactionPattern.NONE,
            TransactionPattern.ONE_OFF,
            TransactionPattern.BIG_REFERRER,
            TransactionPattern.REFERRER,
            TransactionPattern.REPEAT,
        ],
        TransactionPattern.LAPSED,
    ).astype(np.int8)


def loyalty_steps(
    patterns: Codes,
    tenure_months: Counts,
    wallet_share_pct: Points | None = None,
    has_alert: Flags | None = None,
) -> Codes:
    """`LoyaltyStep` of every account; 0 (not rated) for one that has not bought.

    LIFELONG needs the share of wallet (percent, -1 unknown) and whether a decline alert is open;
    without those columns LONG_TERM is the highest step.
    """
    long_term = (patterns >= TransactionPattern.REPEAT) & (tenure_months >= LONG_TERM_MONTHS)
    steps = np.where(long_term, LoyaltyStep.LONG_TERM, LoyaltyStep.ONE_OFF).astype(np.int8)
    steps[patterns == TransactionPattern.NONE] = 0
    if wallet_share_pct is not None and has_alert is not None:
        devoted = (tenure_months >= LIFELONG_MONTHS) & (wallet_share_pct >= LIFELONG_WALLET_PCT)
        steps[long_term & devoted & ~has_alert] = LoyaltyStep.LIFELONG
    return steps
