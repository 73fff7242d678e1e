"""Why an account has its transaction pattern and its step on the loyalty ladder (domain §3.2)."""

import numpy as np

from kam.lib.classes import LoyaltyStep, TransactionPattern
from tiering.engine.case import Case
from tiering.engine.context import System
from tiering.engine.explanation import Finding, Gap, Need, Rule
from tiering.engine.pattern import LONG_TERM_MONTHS

PATTERN_RULES = {
    TransactionPattern.NONE: Rule.NO_OCCASIONS,
    TransactionPattern.ONE_OFF: Rule.FEW_OCCASIONS,
    TransactionPattern.LAPSED: Rule.STOPPED,
    TransactionPattern.REPEAT: Rule.STILL_BUYING,
    TransactionPattern.REFERRER: Rule.HAS_REFERRED,
    TransactionPattern.BIG_REFERRER: Rule.HAS_REFERRED_BIG,
}


def pattern_finding(case: Case) -> Finding:
    rule = case.policy.pattern
    median = float(case.facts.median_interval[0])
    rhythm = 0.0 if np.isnan(median) else float(rule.active_factor) * median
    code = TransactionPattern(case.code(System.PATTERN))
    return Finding(
        system=System.PATTERN,
        code=code,
        rule=PATTERN_RULES[code],
        facts={
            "occasions": case.fact("occasions"),
            "days_since_last": case.known("days_since_last"),
            "median_interval": None if np.isnan(median) else median,
            "referred_buyers": case.fact("referred_buyers"),
            "referred_big": case.fact("referred_big"),
        },
        thresholds={
            "activity_months": case.policy.window.activity_months,
            "repeat_min_occasions": rule.repeat_min_occasions,
            "active_factor": float(rule.active_factor),
            "active_floor_days": rule.active_floor_days,
            "active_limit_days": max(rhythm, float(rule.active_floor_days)),
            "big_deal_amount": float(rule.big_deal_amount),
            "big_referral_ratio": float(rule.big_referral_ratio),
        },
        gaps=_pattern_gaps(case, code),
    )


def _pattern_gaps(case: Case, code: TransactionPattern) -> tuple[Gap, ...]:
    rule, kinds = case.policy.pattern, TransactionPattern
    match code:
        case kinds.NONE:
            return (Gap(to=kinds.ONE_OFF, need=Need.OCCASIONS, missing=1),)
        case kinds.ONE_OFF:
            missing = rule.repeat_min_occasions - case.fact("occasions")
            return (Gap(to=kinds.REPEAT, need=Need.OCCASIONS, missing=missing),)
        case kinds.LAPSED:
            return (Gap(to=kinds.REPEAT, need=Need.OCCASIONS, missing=1),)
        case kinds.REPEAT:
            return (Gap(to=kinds.REFERRER, need=Need.REFERRED_BUYERS, missing=1),)
        case kinds.REFERRER:
            top, bottom = rule.big_referral_ratio.as_integer_ratio()
            needed = -(-case.fact("referred_buyers") * top // bottom)
            missing = needed - case.fact("referred_big")
            return (Gap(to=kinds.BIG_REFERRER, need=Need.BIG_REFERRALS, missing=missing),)
        case _:
            return ()


def loyalty_finding(case: Case) -> Finding:
    code = case.code(System.LOYALTY)
    pattern, tenure = case.code(System.PATTERN), case.fact("tenure_months")
    repeating = pattern >= TransactionPattern.REPEAT
    if pattern == TransactionPattern.NONE:
        rule = Rule.NO_OCCASIONS
    elif not repeating:
        rule = Rule.NOT_REPEATING
    else:
        rule = Rule.LONG_TENURE if tenure >= LONG_TERM_MONTHS else Rule.SHORT_TENURE
    step, gaps = LoyaltyStep.LONG_TERM, []
    if not repeating:
        gaps.append(Gap(to=step, need=Need.REPEAT_PATTERN))
    if tenure < LONG_TERM_MONTHS:
        gaps.append(Gap(to=step, need=Need.TENURE, missing=LONG_TERM_MONTHS - max(tenure, 0)))
    return Finding(
        system=System.LOYALTY,
        code=code,
        rule=rule,
        facts={"pattern": pattern, "tenure_months": case.known("tenure_months")},
        thresholds={
            "pattern": TransactionPattern.REPEAT,
            "tenure_months": LONG_TERM_MONTHS,
            "tenure_gap_months": case.policy.window.tenure_gap_months,
        },
        gaps=tuple(gaps),
    )
