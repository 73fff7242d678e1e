"""Why an account has its pyramid tier, Pareto class and ABC type (domain §3.3, §3.4)."""

from fractions import Fraction

from kam.lib.classes import AbcType, ParetoClass, PyramidTier, SmallSubtype
from tiering.engine.case import Case
from tiering.engine.context import System
from tiering.engine.explanation import Finding, Gap, Need, Rule
from tiering.engine.sections import AbcRule


def pyramid_finding(case: Case) -> Finding:
    context, place = case.context, case.place
    poor = case.code(System.SUBTYPE) == SmallSubtype.POOR_CREDIT
    below = Rule.NO_VALUE if place.value <= 0 else Rule.RANK
    layers = ("top", "major", "ordinary")
    return Finding(
        system=System.PYRAMID,
        code=case.code(System.PYRAMID),
        rule=Rule.POOR_CREDIT if poor else below,
        facts={
            "value": place.value,
            "rank": place.rank or None,
            "population": context.population,
            "credit_score": case.known("credit_score"),
        },
        thresholds={
            "poor_credit_below": case.policy.pyramid.poor_credit_below,
            **{f"{layer}_rank": cut for layer, cut in zip(layers, context.cut_ranks, strict=True)},
            **{
                f"{layer}_value": cut for layer, cut in zip(layers, context.cut_values, strict=True)
            },
        },
        gaps=_pyramid_gaps(case, poor),
    )


def _pyramid_gaps(case: Case, poor: bool) -> tuple[Gap, ...]:
    """Poor credit asks for points, whatever the value; else the amount up to the next cut."""
    # A class above the bottom takes a positive value even where fewer accounts are ranked.
    needed = [max(cut or 1, 1) for cut in case.context.cut_values]
    tier, value = case.code(System.PYRAMID), case.place.value
    if poor:
        missing = case.policy.pyramid.poor_credit_below - case.fact("credit_score")
        return (Gap(to=_tier_at(value, needed), need=Need.CREDIT, missing=missing),)
    if tier == PyramidTier.TOP:
        return ()
    target = needed[tier - 2]
    return (Gap(to=_tier_at(target, needed), need=Need.VALUE, missing=target - value),)


def _tier_at(value: int, needed: list[int]) -> PyramidTier:
    """The tier of an account with this value, all others unchanged."""
    reached = (tier for tier, least in zip(PyramidTier, needed, strict=False) if value >= least)
    return next(reached, PyramidTier.SMALL)


def pareto_finding(case: Case) -> Finding:
    context, place = case.context, case.place
    total, cuts = context.positive_total, case.policy.abc.pareto_cuts
    share = float(Fraction(100 * place.before, total)) if total else None
    return Finding(
        system=System.PARETO,
        code=case.code(System.PARETO),
        rule=Rule.NO_VALUE if place.value <= 0 else Rule.SHARE_BEFORE,
        facts={
            "value": place.value,
            "position": place.position,
            "before": place.before,
            "share_before": share,
        },
        thresholds={
            "positive_total": total,
            "a_share": float(cuts[0]),
            "b_share": float(cuts[1]),
            "a_amount": context.pareto_amounts[0],
            "b_amount": context.pareto_amounts[1],
        },
        gaps=_pareto_gaps(case, share),
    )


def _pareto_gaps(case: Case, share: float | None) -> tuple[Gap, ...]:
    code, value = case.code(System.PARETO), case.place.value
    if code == ParetoClass.A:
        return ()
    if share is None:  # nobody has positive value: the first who has it is A
        return (Gap(to=ParetoClass.A, need=Need.VALUE, missing=1 - value),)
    beyond = share - float(case.policy.abc.pareto_cuts[code - 2])
    gaps = [Gap(to=code - 1, need=Need.SHARE_BEFORE, missing=beyond)]
    if value <= 0:
        gaps.append(Gap(to=code - 1, need=Need.VALUE, missing=1 - value))
    return tuple(gaps)


ABC_RULES = {
    AbcType.PLATINUM: Rule.TOP_VALUE,
    AbcType.PLUM: Rule.STRATEGIC_VALUE,
    AbcType.RIB: Rule.NEITHER,
}


def abc_finding(case: Case) -> Finding:
    code = AbcType(case.code(System.ABC))
    by_pareto = case.policy.abc.rule is AbcRule.PARETO
    return Finding(
        system=System.ABC,
        code=code,
        rule=Rule.PARETO_CLASS if by_pareto else ABC_RULES[code],
        facts={
            "pareto": case.code(System.PARETO),
            "credit_score": case.known("credit_score"),
            "clv": case.clv,
            "strategic_value": case.known("strategic_value"),
            "profile_pct": case.known("profile_pct"),
        },
        thresholds={
            "pareto": ParetoClass.A,
            "poor_credit_below": case.policy.pyramid.poor_credit_below,
            "plum_strategic_min": case.policy.abc.plum_strategic_min,
            "profile_complete_pct": float(100 * case.policy.abc.profile_complete_min),
        },
        gaps=_pareto_rule_gaps(code) if by_pareto else _seed_rule_gaps(case, code),
    )


def _pareto_rule_gaps(code: AbcType) -> tuple[Gap, ...]:
    if code == AbcType.PLATINUM:
        return ()
    return (Gap(to=code - 1, need=Need.PARETO_CLASS),)


def _seed_rule_gaps(case: Case, code: AbcType) -> tuple[Gap, ...]:
    """RIB may become PLUM by strategic value; both become PLATINUM once nothing blocks it."""
    gaps: list[Gap] = []
    if code == AbcType.RIB:
        strategic = case.known("strategic_value")
        least = case.policy.abc.plum_strategic_min
        missing = None if strategic is None else least - strategic
        gaps.append(Gap(to=AbcType.PLUM, need=Need.STRATEGIC_VALUE, missing=missing))
    if code == AbcType.PLATINUM:
        return ()
    platinum = AbcType.PLATINUM
    if case.code(System.PARETO) != ParetoClass.A:
        gaps.append(Gap(to=platinum, need=Need.PARETO_CLASS))
    credit, least = case.known("credit_score"), case.policy.pyramid.poor_credit_below
    if credit is not None and credit < least:
        gaps.append(Gap(to=platinum, need=Need.CREDIT, missing=least - credit))
    if case.clv is not None and case.clv <= 0:
        gaps.append(Gap(to=platinum, need=Need.CLV, missing=1 - case.clv))
    return tuple(gaps)
