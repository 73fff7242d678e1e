"""Weighted scores of one account as the points that add up to them (domain §6.3)."""

from collections.abc import Mapping
from typing import Any

from tiering.engine.assess import criteria_of, execution_rate
from tiering.engine.case import Case
from tiering.engine.columns import UNKNOWN
from tiering.engine.criteria import Criterion
from tiering.engine.explanation import Breakdown, Fact, Part, Worth
from tiering.engine.lifetime import expected_of
from tiering.engine.potential import wallet_gap
from tiering.engine.value import gross_profit
from tiering.engine.weighted import Weighted, points, rating_points


def potential_breakdown(case: Case) -> Breakdown:
    judged, facts = case.facts.judged, case.facts
    known = judged.wallet != UNKNOWN
    gap = wallet_gap(judged.wallet, known, facts.net_revenue, case.policy)
    strategic = case.known("strategic_value")
    room = int(judged.wallet[0] - facts.net_revenue[0]) if known[0] else None
    lines: dict[str, tuple[Fact, int]] = {
        "wallet_gap": (room, int(gap[0])),
        "market_growth": _rated(case, "market_growth"),
        "cooperation": _rated(case, "cooperation"),
        "strategic_value": (strategic, UNKNOWN if strategic is None else 100 * strategic),
        "cultural_fit": _rated(case, "cultural_fit"),
        "operating_condition": _rated(case, "operating_condition"),
    }
    return _breakdown(case.classes.assessed.potential, lines, case.policy.potential.weights)


def alignment_breakdown(case: Case) -> Breakdown:
    rate = int(execution_rate(case.facts.judged)[0])
    lines: dict[str, tuple[Fact, int]] = {
        "idea_alignment": _rated(case, "idea_alignment"),
        "policy_acceptance": _rated(case, "policy_acceptance"),
        "policy_execution_rate": (_known(rate), rate),
    }
    weights = case.policy.classes.alignment_weights
    return _breakdown(case.classes.assessed.alignment, lines, weights)


def strength_breakdown(case: Case) -> Breakdown:
    place = int(case.facts.judged.performance[0])
    rated = ("management_ability", "network_breadth", "peer_standing", "peer_influence")
    lines: dict[str, tuple[Fact, int]] = {
        "performance_pct": (_known(place), place),
        **{name: _rated(case, name) for name in rated},
    }
    weights = case.policy.classes.strength_weights
    return _breakdown(case.classes.assessed.strength, lines, weights)


def criteria_breakdown(case: Case) -> Breakdown:
    """The eight criteria; facts are percents, ratings or amounts as the criterion is measured."""
    profit = gross_profit(case.facts, case.context.margin_ppm, case.policy)
    scores = criteria_of(case.facts, profit, case.policy)
    judged, served = case.facts.judged, case.fact("cost_to_serve")
    wallet = int(judged.wallet[0])
    first = int(judged.first_profit[0]) if judged.first_profit_known[0] else 0
    earned = int(profit.amount[0]) if profit else 0
    facts: dict[Criterion, Fact] = {
        Criterion.INTEGRITY: _percent(case.judged("paid_on_time"), case.judged("invoices_due")),
        Criterion.OPERATING: case.judged("operating"),
        Criterion.ECONOMIC: case.judged("economic"),
        Criterion.LOCATION: case.judged("service_zone"),
        Criterion.MAX_DEMAND: _known(wallet),
        Criterion.DEV_COST: _percent(case.judged("development_cost"), first),
        Criterion.INTERACTION: case.judged("interaction"),
        Criterion.KEEP_COST: _percent(served or None, earned),
    }
    lines = {each.value: (facts[each], int(scores[each][0])) for each in Criterion}
    return _breakdown(case.classes.assessed.criteria, lines, case.policy.selection.weights)


def _percent(part: int | None, whole: int | None) -> float | None:
    """Of what there is something of; for reading only, the bands compare exactly."""
    return None if part is None or not whole or whole < 0 else round(100 * part / whole, 2)


def worth_of(case: Case) -> Worth:
    profit = gross_profit(case.facts, case.context.margin_ppm, case.policy)
    found = expected_of(case.facts, profit, case.policy)
    rate = case.place.retention
    return Worth(
        clv=case.clv,
        expected=int(found.amount[0]) if found.known[0] else None,
        estimated=bool(found.estimated[0]),
        retention=_known(rate),
        is_stated=case.judged("retention_stated") is not None,
        discount=float(case.policy.money.discount_rate),
        years=case.policy.money.clv_horizon_years,
    )


def _breakdown(found: Weighted, lines: Mapping[str, tuple[Fact, int]], weights: Any) -> Breakdown:
    shares = [getattr(weights, name) for name in lines]
    score = _known(int(found.score[0]))
    parts = points([each for _, each in lines.values()], shares)
    return Breakdown(
        score=score,
        coverage=int(found.coverage[0]),
        parts=tuple(
            Part(
                criterion=name,
                fact=fact,
                score=_known(each),
                weight=float(share),
                points=part if score is not None else None,
            )
            for (name, (fact, each)), share, part in zip(lines.items(), shares, parts, strict=True)
        ),
    )


def _rated(case: Case, name: str) -> tuple[Fact, int]:
    column = getattr(case.facts.judged, name)
    return case.judged(name), int(rating_points(column)[0])


def _known(value: int) -> int | None:
    return None if value == UNKNOWN else value
