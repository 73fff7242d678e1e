"""Score a population by a policy: every class of every account in one pass over columns."""

from dataclasses import dataclass, fields

import numpy as np

from tiering.engine.abc import abc_types, provisional_reasons
from tiering.engine.assess import assess, company_of
from tiering.engine.clv import customer_equity
from tiering.engine.context import CLASSES, ClassSum, Context, RfmCuts, System, class_sums
from tiering.engine.criteria import score_bands
from tiering.engine.exact import Hundredths
from tiering.engine.lifetime import lifetime_of, retention_rates
from tiering.engine.pareto import cumulative_before, cut_amounts, pareto_classes
from tiering.engine.pattern import loyalty_steps, transaction_patterns
from tiering.engine.policy import Policy
from tiering.engine.population import Population
from tiering.engine.pyramid import (
    Ranking,
    cut_ranks,
    not_separating,
    poor_credit,
    pyramid_tiers,
    rank_accounts,
)
from tiering.engine.results import Classes, Scores, Standings
from tiering.engine.rfm import rfm_of, score_cuts, segments
from tiering.engine.sections import Metric
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


def score(population: Population, policy: Policy) -> Scores:
    """Classify every account. Same population, same policy: the same result, bit by bit.

    A what-if calls it again on the same population with another policy. What the policy says
    about windows and large referrals is already in the measures, so a change of those needs a new
    population.
    """
    margin = company_margin(population)
    profit = gross_profit(population, margin, policy)
    ranked, bought = _ranked(population, profit, policy), rfm_of(population, profit, policy)
    value, ranking = ranked.value, ranked.ranking
    before = cumulative_before(value.amount, ranking.order)
    total = int(np.maximum(value.amount, 0).sum())
    standings = Standings(
        value.amount,
        ranking.rank,
        before,
        ranked.retention,
        bought.label,
        cut_ranks(len(population), policy),
        total,
        cut_amounts(total, policy),
        margin,
        company_of(population, policy),
    )
    classes = classify(population, standings, policy)
    return Scores(
        account_id=population.account_id,
        value=value.amount,
        estimated=value.estimated,
        position=ranking.position,
        rank=ranking.rank,
        before=before,
        retention=ranked.retention,
        rfm=standings.rfm,
        context=_context(
            population,
            policy,
            ranked,
            score_cuts(population, bought, profit, policy),
            standings,
            classes,
        ),
        **{column.name: getattr(classes, column.name) for column in fields(classes)},
    )


def _ranked(population: Population, profit: Profit | None, policy: Policy) -> Ranked:
    """Ranking by lifetime value takes a first one by profit: retention depends on the layer."""
    ranked = _by(measure_value(population, profit, policy), population, policy)
    if policy.pyramid.metric is not Metric.CLV:
        return ranked
    clv = lifetime_of(population, profit, ranked.retention, policy)
    again = _by(by_lifetime(ranked.value, clv), population, policy)
    return Ranked(again.value, again.ranking, ranked.retention)


def _by(value: Value, population: Population, policy: Policy) -> Ranked:
    poor, cuts = poor_credit(population.credit_score, policy), cut_ranks(len(population), policy)
    ranking = rank_accounts(value.amount, poor, cuts)
    tier, _ = pyramid_tiers(value.amount, ranking.rank, poor, cuts)
    return Ranked(value, ranking, retention_rates(population, tier, policy))


def classify(population: Population, standings: Standings, policy: Policy) -> Classes:
    """All classes, element by element: the same for a whole population and for one row of it."""
    poor = poor_credit(population.credit_score, policy)
    pattern = transaction_patterns(population, policy)
    tier, subtype = pyramid_tiers(standings.value, standings.rank, poor, standings.cut_ranks)
    pareto = pareto_classes(standings.value, standings.before, standings.pareto_amounts)
    profit = gross_profit(population, standings.margin_ppm, policy)
    clv = lifetime_of(population, profit, standings.retention, policy)
    abc = abc_types(pareto, population, clv, policy)
    assessed = assess(population, tier, pattern, profit, standings.company, policy)
    return Classes(
        pattern=pattern,
        loyalty=loyalty_steps(pattern, population.tenure_months),
        pyramid=tier,
        subtype=subtype,
        pareto=pareto,
        abc=abc,
        provisional=provisional_reasons(abc, population, clv, policy),
        segment=segments(standings.rfm, policy),
        recognition=assessed.recognised.recognition,
        key_class=assessed.key_class,
        band=score_bands(assessed.criteria.score, policy),
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
) -> Context:
    value, equity = ranked.value, customer_equity(classes.lifetime)
    return Context(
        population=len(population),
        metric=policy.pyramid.metric,
        basis=value.basis,
        margin_ppm=standings.margin_ppm,
        clv_ppm=value.clv_ppm,
        estimated=int(np.count_nonzero(value.estimated)),
        provisional=int(np.count_nonzero(classes.provisional)),
        cut_ranks=standings.cut_ranks,
        cut_values=ranked.ranking.cut_values,
        not_separating=not_separating(classes.pyramid, standings.cut_ranks),
        positive_total=standings.positive_total,
        pareto_amounts=standings.pareto_amounts,
        net_revenue=int(population.net_revenue.sum()),
        positive_revenue=standings.company.positive_revenue,
        big_order_cut=standings.company.big_order_cut,
        rfm_cuts=rfm_cuts,
        equity=equity.total,
        negative_equity=equity.negative,
        valued=equity.accounts,
        cohorts=population.cohorts,
        classes=_sums(population, value, classes),
    )


def _sums(
    population: Population, value: Value, classes: Classes
) -> dict[System, tuple[ClassSum, ...]]:
    return {
        system: class_sums(kinds, getattr(classes, system), value.amount, population.net_revenue)
        for system, kinds in CLASSES.items()
    }
