"""Why an account is a key account, and of which class (domain §3.5, §3.6)."""

from kam.lib.classes import Aspect, KeyAccountClass, Recognition
from tiering.engine.aspects import Lacking
from tiering.engine.assess import execution_rate, mean_order
from tiering.engine.case import Case
from tiering.engine.columns import UNKNOWN
from tiering.engine.context import System
from tiering.engine.exact import Hundredths
from tiering.engine.explanation import AspectLine, Fact, Finding, Gap, Need, Rule

RULES = {
    Recognition.QUALIFIED: Rule.QUALIFIED,
    Recognition.NOT_QUALIFIED: Rule.LACKING,
    Recognition.INSUFFICIENT: Rule.FEW_ASPECTS,
}


def recognition_finding(case: Case) -> Finding:
    found, rule = case.classes.assessed.recognised, case.policy.key_account
    code = Recognition(case.code(System.RECOGNITION))
    return Finding(
        system=System.RECOGNITION,
        code=code,
        rule=RULES[code],
        facts={
            "known_aspects": int(found.known_aspects[0]),
            "quality": points(found.quality),
            "pattern": case.code(System.PATTERN),
            "credit_score": case.known("credit_score"),
        },
        thresholds={
            "known_aspects": rule.min_known_aspects,
            "quality": float(rule.q_min),
            "poor_credit_below": case.policy.pyramid.poor_credit_below,
            "contract_years": rule.contract_years,
        },
        gaps=_recognition_gaps(case, Lacking(int(found.lacking[0]))),
    )


def _recognition_gaps(case: Case, lacking: Lacking) -> tuple[Gap, ...]:
    found, rule = case.classes.assessed.recognised, case.policy.key_account
    quality = points(found.quality)
    credit = case.known("credit_score")
    missing: dict[Lacking, tuple[Need, int | float | None]] = {
        Lacking.KNOWN_ASPECTS: (
            Need.KNOWN_ASPECTS,
            rule.min_known_aspects - int(found.known_aspects[0]),
        ),
        Lacking.QUALITY: (
            Need.QUALITY,
            None if quality is None else round(float(rule.q_min) - quality, 2),
        ),
        Lacking.BUSINESS: (Need.BUSINESS_ASPECT, None),
        Lacking.PATTERN: (Need.REPEAT_PATTERN, None),
        Lacking.CREDIT: (
            Need.CREDIT,
            None if credit is None else case.policy.pyramid.poor_credit_below - credit,
        ),
    }
    return tuple(
        Gap(to=Recognition.QUALIFIED, need=need, missing=much)
        for bit, (need, much) in missing.items()
        if bit in lacking
    )


def key_class_finding(case: Case) -> Finding:
    rule, assessed = case.policy.classes, case.classes.assessed
    aligned, strong = points(assessed.alignment.score), points(assessed.strength.score)
    rate = points(execution_rate(case.facts.judged))
    idea = case.judged("idea_alignment")
    return Finding(
        system=System.KEY_CLASS,
        code=case.code(System.KEY_CLASS),
        rule=_class_rule(case),
        facts={"alignment": aligned, "strength": strong, "idea": idea, "execution": rate},
        thresholds={
            "alignment": float(rule.al_core),
            "strength": float(rule.st_min),
            "idea": rule.idea_min,
            "execution": float(rule.policy_exec_min),
            "watch_from": float(rule.watch_from),
            "watch_rise": float(rule.watch_rise),
        },
        gaps=_class_gaps(case, aligned, strong, idea, rate),
    )


def _class_rule(case: Case) -> Rule:
    if case.code(System.RECOGNITION) != Recognition.QUALIFIED:
        return Rule.NOT_RECOGNISED
    rules = {
        0: Rule.NOT_ASSESSED,
        KeyAccountClass.CORE: Rule.ALIGNED,
        KeyAccountClass.IMPORTANT: Rule.NOT_ALIGNED,
        KeyAccountClass.NONE: Rule.WEAK,
    }
    return rules[case.code(System.KEY_CLASS)]


def _class_gaps(
    case: Case,
    aligned: float | None,
    strong: float | None,
    idea: int | None,
    rate: float | None,
) -> tuple[Gap, ...]:
    """Who is no key account has that to become first; else what is missing, unknown as None."""
    core, rule = KeyAccountClass.CORE, case.policy.classes
    if case.code(System.RECOGNITION) != Recognition.QUALIFIED:
        return (Gap(to=KeyAccountClass.NONE, need=Need.RECOGNITION),)
    gaps = []
    least = float(rule.st_min)
    if strong is None or strong < least:
        short = None if strong is None else round(least - strong, 2)
        gaps.append(Gap(to=KeyAccountClass.IMPORTANT, need=Need.STRENGTH, missing=short))
    facts: tuple[tuple[Need, float | None, float], ...] = (
        (Need.ALIGNMENT, aligned, float(rule.al_core)),
        (Need.STRENGTH, strong, least),
        (Need.IDEA, idea, rule.idea_min),
        (Need.EXECUTION, rate, float(rule.policy_exec_min)),
    )
    gaps += [
        Gap(to=core, need=need, missing=None if fact is None else round(line - fact, 2))
        for need, fact, line in facts
        if fact is None or fact < line
    ]
    return tuple(gaps)


def aspect_lines(case: Case) -> tuple[AspectLine, ...]:
    """All seven, each with the facts that decide it and their thresholds."""
    rule, assessed = case.policy.key_account, case.classes.assessed
    mean, bought = mean_order(case.facts)
    rated: dict[str, Fact] = {"met_rating": rule.met_rating, "partly_rating": rule.partly_rating}
    lines: tuple[tuple[dict[str, Fact], dict[str, Fact]], ...] = (
        (
            {"mean_order": int(mean[0]) if bought[0] else None},
            {"mean_order": case.context.big_order_cut},
        ),
        (
            {
                "tenure_months": case.known("tenure_months"),
                "contract_months": int(case.facts.judged.contract_months[0]),
            },
            {"long_months": 12 * rule.long_years, "partly_months": 12 * rule.partly_years},
        ),
        (
            {
                "revenue_share": case.context.revenue_share(case.fact("net_revenue")),
                "pyramid": case.code(System.PYRAMID),
                "potential": points(assessed.potential.score),
            },
            {"revenue_share": float(rule.rs_min_pct), "potential": float(rule.potential_min)},
        ),
        (
            {"project": int(case.facts.judged.strategic_project[0])},
            {"project": int(100 * rule.strategic_project_min)},
        ),
        ({"rating": case.judged("image_influence")}, rated),
        ({"rating": case.judged("tech_absorption")}, rated),
        ({"rating": case.judged("market_strength")}, rated),
    )
    return tuple(
        AspectLine(aspect=aspect, state=int(state[0]), facts=facts, thresholds=thresholds)
        for aspect, state, (facts, thresholds) in zip(Aspect, assessed.aspects, lines, strict=True)
    )


def points(column: Hundredths) -> float | None:
    """The first score of a column in points; None for unknown."""
    value = int(column[0])
    return None if value == UNKNOWN else value / 100
