"""Score a population by a policy: every class of every account in one pass over columns."""

from dataclasses import dataclass, fields

import numpy as np

from tiering.engine.abc import abc_types, provisional_reasons
from tiering.engine.assess import assess, company_of
from tiering.engine.clv import customer_equity
from tiering.engine.context import CLASSES, ClassSum, Context, RfmCuts, System, class_sums
from tiering.engine.criteria import score_bands
from tiering.engine.exact import Hundredths
from tiering.engine.lifetime import expected_of, lifetime_of, retention_rates
from tiering.engine.pareto import (
    cumulative_before,
    cut_amounts,
    pareto_classes,
    positive_total,
)
from tiering.engine.pattern import loyalty_steps, transaction_patterns
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Population
from tiering.engine.pyramid import (
    Ranking,
    cut_ranks,
    not_separating,
    poor_credit,
    pyramid_tiers,
    rank_accounts,
)
from tiering.engine.results import Classes, Scores, Standings
from tiering.engine.rfm import rfm_labels, rfm_of, score_cuts, segments
from tiering.engine.sections import Metric
from tiering.engine.steps import Do, just_do
from tiering.engine.value import (
    Profit,
    Value,
    by_lifetime,
    company_margin,
    gross_profit,
    measure_value,
)


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Accounts in order of their value, and the retention that goes with their layer."""

    value: Value
    ranking: Ranking
    retention: Hundredths


def score(population: Population, policy: Policy, do: Do = just_do) -> Scores:
    """Classify every account. Same population, same policy: the same result, bit by bit.

    A what-if calls it again on the same population with another policy, and with the `Steps` of
    the first scoring. What the policy says about windows and large referrals is already in the
    measures, so a change of those needs a new population.
    """
    margin = do(company_margin, population)
    profit = do(gross_profit, population, margin, policy)
    ranked = _ranked(population, profit, policy, do)
    bought = do(rfm_of, population, profit, policy)
    value, ranking = ranked.value, ranked.ranking
    total = do(positive_total, value.amount)
    standings = Standings(
        value.amount,
        ranking.rank,
        do(cumulative_before, value.amount, ranking.order),
        ranked.retention,
        do(rfm_labels, bought),
        cut_ranks(len(population), policy),
        total,
        cut_amounts(total, policy),
        margin,
        do(company_of, population, policy),
    )
    classes = classify(population, standings, policy, do)
    cuts = do(score_cuts, population, bought, profit, policy)
    return Scores(
        account_id=population.account_id,
        value=value.amount,
        estimated=value.estimated,
        position=ranking.position,
        rank=ranking.rank,
        before=standings.before,
        retention=ranked.retention,
        rfm=standings.rfm,
        context=_context(population, policy, ranked, cuts, standings, classes, do),
        **{column.name: getattr(classes, column.name) for column in fields(classes)},
    )


def _ranked(population: Population, profit: Profit | None, policy: Policy, do: Do) -> Ranked:
    """Ranking by lifetime value takes a first one by profit: retention depends on the layer."""
    ranked = _by(do(measure_value, population, profit, policy), population, policy, do)
    if policy.pyramid.metric is not Metric.CLV:
        return ranked
    expected = do(expected_of, population, profit, policy)
    clv = do(lifetime_of, expected, ranked.retention, policy)
    again = _by(do(by_lifetime, ranked.value, clv), population, policy, do)
    return Ranked(again.value, again.ranking, ranked.retention)


def _by(value: Value, population: Population, policy: Policy, do: Do) -> Ranked:
    poor = do(poor_credit, population.credit_score, policy)
    ranking = do(rank_accounts, value.amount, poor)
    cuts = cut_ranks(len(population), policy)
    tier, _ = do(pyramid_tiers, value.amount, ranking.rank, poor, cuts)
    return Ranked(value, ranking, do(retention_rates, population, tier, policy))


def classify(
    population: Population, standings: Standings, policy: Policy, do: Do = just_do
) -> Classes:
    """All classes, element by element: the same for a whole population and for one row of it."""
    poor = do(poor_credit, population.credit_score, policy)
    pattern = do(transaction_patterns, population, policy)
    tier, subtype = do(pyramid_tiers, standings.value, standings.rank, poor, standings.cut_ranks)
    pareto = do(pareto_classes, standings.value, standings.before, standings.pareto_amounts)
    profit = do(gross_profit, population, standings.margin_ppm, policy)
    expected = do(expected_of, population, profit, policy)
    clv = do(lifetime_of, expected, standings.retention, policy)
    abc = do(abc_types, pareto, population, clv, policy)
    assessed = assess(population, tier, pattern, profit, standings.company, policy, do)
    return Classes(
        pattern=pattern,
        loyalty=do(loyalty_steps, pattern, population.tenure_months),
        pyramid=tier,
        subtype=subtype,
        pareto=pareto,
        abc=abc,
        provisional=do(provisional_reasons, abc, population, clv, policy),
        segment=do(segments, standings.rfm, policy),
        recognition=assessed.recognised.recognition,
        key_class=assessed.key_class,
        band=do(score_bands, assessed.criteria.score, policy),
        lifetime=clv,
        assessed=assessed,
    )


def _context(
    population: Population,
    policy: Policy,
    ranked: Ranked,
    rfm_cuts: RfmCuts,
    standings: Standings,
    classes: Classes,
    do: Do,
) -> Context:
    value, equity = ranked.value, do(customer_equity, classes.lifetime)
    return Context(
        population=len(population),
        metric=policy.pyramid.metric,
        basis=value.basis,
        margin_ppm=standings.margin_ppm,
        clv_ppm=value.clv_ppm,
        estimated=int(np.count_nonzero(value.estimated)),
        provisional=int(np.count_nonzero(classes.provisional)),
        cut_ranks=standings.cut_ranks,
        cut_values=ranked.ranking.cut_values(standings.cut_ranks),
        not_separating=not_separating(classes.pyramid, standings.cut_ranks),
        positive_total=standings.positive_total,
        pareto_amounts=standings.pareto_amounts,
        net_revenue=do(total_of, population.net_revenue),
        positive_revenue=standings.company.positive_revenue,
        big_order_cut=standings.company.big_order_cut,
        rfm_cuts=rfm_cuts,
        equity=equity.total,
        negative_equity=equity.negative,
        valued=equity.accounts,
        cohorts=population.cohorts,
        classes=_sums(population, value, classes, do),
    )


def _sums(
    population: Population, value: Value, classes: Classes, do: Do
) -> dict[System, tuple[ClassSum, ...]]:
    return {
        system: do(
            class_sums, kinds, getattr(classes, system), value.amount, population.net_revenue
        )
        for system, kinds in CLASSES.items()
    }


def total_of(amounts: Amounts) -> int:
    return int(amounts.sum())
