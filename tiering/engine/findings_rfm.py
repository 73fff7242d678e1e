"""Why an account is in its RFM segment (domain §6.1)."""

from kam.lib.classes import RfmSegment
from tiering.engine.case import Case
from tiering.engine.context import System
from tiering.engine.explanation import Finding, Gap, Need, Rule


def segment_finding(case: Case) -> Finding:
    """Facts of the measure window against those with which a high score begins."""
    label, high = case.place.rfm, case.policy.score.rfm_high_from
    cuts = case.context.rfm_cuts
    days, often, amount = (
        column[high - 2] if high > 1 else None
        for column in (cuts.recency, cuts.frequency, cuts.monetary)
    )
    return Finding(
        system=System.SEGMENT,
        code=case.code(System.SEGMENT),
        rule=Rule.SCORES if label else Rule.NEVER_BOUGHT,
        facts={
            "days_since_last": case.known("days_since_last"),
            "purchase_days": case.fact("window_occasions"),
            "amount": case.amount,
            "recency": label // 100,
            "frequency": label // 10 % 10,
            "monetary": label % 10,
        },
        thresholds={"high_from": high, "days": days, "purchase_days": often, "amount": amount},
        gaps=_gaps(case, high, days, often, amount) if label else (),
    )


def _gaps(
    case: Case, high: int, days: int | None, often: int | None, amount: int | None
) -> tuple[Gap, ...]:
    """What is missing for high scores in all three; a cut may be None where nobody is there."""
    label, best = case.place.rfm, RfmSegment.IMPORTANT_VALUE
    gaps = []
    if label // 100 < high:
        late = None if days is None else max(case.fact("days_since_last") - days, 1)
        gaps.append(Gap(to=best, need=Need.RECENCY, missing=late))
    if label // 10 % 10 < high:
        more = None if often is None else max(often - case.fact("window_occasions"), 1)
        gaps.append(Gap(to=best, need=Need.PURCHASE_DAYS, missing=more))
    if label % 10 < high:
        short = None if amount is None else max(amount - case.amount, 1)
        gaps.append(Gap(to=best, need=Need.AMOUNT, missing=short))
    return tuple(gaps)
