"""Explain the classes of one account from its facts, its place and the run's context.

The classes come from the same functions that scored the whole population, so explanation and
result can't part.
"""

import numpy as np

from tiering.engine.abc import Provisional
from tiering.engine.assess import Company
from tiering.engine.breakdowns import (
    alignment_breakdown,
    criteria_breakdown,
    potential_breakdown,
    strength_breakdown,
    worth_of,
)
from tiering.engine.case import Case
from tiering.engine.columns import UNKNOWN
from tiering.engine.context import Context, System
from tiering.engine.explanation import Explanation, Fact
from tiering.engine.findings_key import aspect_lines, key_class_finding, recognition_finding
from tiering.engine.findings_pattern import loyalty_finding, pattern_finding
from tiering.engine.findings_rfm import segment_finding
from tiering.engine.findings_value import abc_finding, pareto_finding, pyramid_finding
from tiering.engine.policy import Policy
from tiering.engine.population import Population
from tiering.engine.results import Place, Standings
from tiering.engine.score import classify


def explain(facts: Population, place: Place, context: Context, policy: Policy) -> Explanation:
    """Why the one account in `facts` (`population.row(i)`) has its classes.

    `place` is `scores.place(i)`; context and policy are those of the run.
    """
    if len(facts) != 1:
        raise ValueError("explain takes one account")
    standings = _standings(place, context)
    case = Case(facts, place, context, policy, classify(facts, standings, policy))
    bits = Provisional(int(case.classes.provisional[0]))
    return Explanation(
        value=_value(case),
        pattern=pattern_finding(case),
        loyalty=loyalty_finding(case),
        pyramid=pyramid_finding(case),
        subtype=case.code(System.SUBTYPE),
        pareto=pareto_finding(case),
        abc=abc_finding(case),
        provisional=tuple(str(bit.name) for bit in bits),
        segment=segment_finding(case),
        recognition=recognition_finding(case),
        key_class=key_class_finding(case),
        watch=bool(case.classes.assessed.watch[0]),
        aspects=aspect_lines(case),
        worth=worth_of(case),
        wallet_share=_wallet_share(case),
        wallet_error=bool(case.classes.assessed.wallet.data_error[0]),
        potential=potential_breakdown(case),
        alignment=alignment_breakdown(case),
        strength=strength_breakdown(case),
        criteria=criteria_breakdown(case),
    )


def _wallet_share(case: Case) -> int | None:
    share = int(case.classes.assessed.wallet.share[0])
    return None if share == UNKNOWN else share


def _standings(place: Place, context: Context) -> Standings:
    return Standings(
        np.array([place.value]),
        np.array([place.rank], np.int32),
        np.array([place.before]),
        np.array([place.retention], np.int32),
        np.array([place.rfm], np.int16),
        context.cut_ranks,
        context.positive_total,
        context.pareto_amounts,
        context.margin_ppm,
        Company(context.big_order_cut, context.positive_revenue),
    )


def _value(case: Case) -> dict[str, Fact]:
    return {
        "metric": case.context.metric,
        "basis": case.context.basis,
        "value": case.place.value,
        "estimated": case.place.estimated,
        "net_revenue": case.fact("net_revenue"),
        "revenue_share": case.context.revenue_share(case.fact("net_revenue")),
        "revenue_with_cost": case.fact("revenue_with_cost"),
        "cost_of_goods": case.fact("cost_of_goods"),
        "cost_to_serve": case.fact("cost_to_serve"),
        "clv": case.clv,
        "margin_ppm": case.context.margin_ppm,
        "clv_ppm": case.context.clv_ppm,
    }
