"""Score a population by a policy: every class of every account in one pass over columns."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tiering.engine.abc import abc_types, provisional_reasons
from tiering.engine.context import CLASSES, ClassSum, Context, System, class_sums
from tiering.engine.pareto import CutAmounts, cumulative_before, cut_amounts, pareto_classes
from tiering.engine.pattern import loyalty_steps, transaction_patterns
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Codes, Counts, Flags, Population
from tiering.engine.pyramid import (
    CutRanks,
    Ranking,
    cut_ranks,
    not_separating,
    poor_credit,
    pyramid_tiers,
    rank_accounts,
)
from tiering.engine.value import Value, measure_value


@dataclass(frozen=True, slots=True)
class Place:
    """Where one account stands among the others: with its own facts, all that decides its classes.

    `before` is the cumulative positive value of the accounts above it; amounts in minor units.
    """

    value: int
    estimated: bool
    position: int
    rank: int
    before: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Classes:
    """The classes of every account, as columns of the codes of `kam.lib.classes`.

    0 is "not rated"; `provisional` holds bits of `Provisional`.
    """

    pattern: Codes
    loyalty: Codes
    pyramid: Codes
    subtype: Codes
    pareto: Codes
    abc: Codes
    provisional: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scores(Classes):
    """Results of a run, row by row as in the population; amounts in minor units.

    `position` is a unique order over all accounts, `rank` the competition rank behind the pyramid
    (0 with poor credit), `before` the cumulative positive value of the accounts above.
    """

    account_id: Amounts
    value: Amounts
    estimated: Flags
    position: Counts
    rank: Counts
    before: Amounts
    context: Context

    def __len__(self) -> int:
        return len(self.account_id)

    def place(self, index: int) -> Place:
        return Place(
            value=int(self.value[index]),
            estimated=bool(self.estimated[index]),
            position=int(self.position[index]),
            rank=int(self.rank[index]),
            before=int(self.before[index]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """The part of the classes' input that depends on all other accounts."""

    value: Amounts
    rank: Counts
    before: Amounts
    cut_ranks: CutRanks
    positive_total: int
    pareto_amounts: CutAmounts


def score(population: Population, policy: Policy) -> Scores:
    """Classify every account. Same population, same policy: the same result, bit by bit.

    A what-if calls it again on the same population with another policy. What the policy says
    about windows and large referrals is already in the measures, so a change of those needs a new
    population.
    """
    value = measure_value(population, policy)
    cuts = cut_ranks(len(population), policy)
    ranking = rank_accounts(value.amount, poor_credit(population.credit_score, policy), cuts)
    before = cumulative_before(value.amount, ranking.order)
    total = int(np.maximum(value.amount, 0).sum())
    standings = Standings(
        value.amount, ranking.rank, before, cuts, total, cut_amounts(total, policy)
    )
    classes = classify(population, standings, policy)
    return Scores(
        account_id=population.account_id,
        value=value.amount,
        estimated=value.estimated,
        position=ranking.position,
        rank=ranking.rank,
        before=before,
        context=_context(population, policy, value, ranking, standings, classes),
        **{column.name: getattr(classes, column.name) for column in fields(classes)},
    )


def classify(population: Population, standings: Standings, policy: Policy) -> Classes:
    """All classes, element by element: the same for a whole population and for one row of it."""
    poor = poor_credit(population.credit_score, policy)
    pattern = transaction_patterns(population, policy)
    tier, subtype = pyramid_tiers(standings.value, standings.rank, poor, standings.cut_ranks)
    pareto = pareto_classes(standings.value, standings.before, standings.pareto_amounts)
    abc = abc_types(pareto, population, policy)
    return Classes(
        pattern=pattern,
        loyalty=loyalty_steps(pattern, population.tenure_months),
        pyramid=tier,
        subtype=subtype,
        pareto=pareto,
        abc=abc,
        provisional=provisional_reasons(abc, population, policy),
    )


def _context(
    population: Population,
    policy: Policy,
    value: Value,
    ranking: Ranking,
    standings: Standings,
    classes: Classes,
) -> Context:
    return Context(
        population=len(population),
        metric=policy.pyramid.metric,
        basis=value.basis,
        margin_ppm=value.margin_ppm,
        clv_ppm=value.clv_ppm,
        estimated=int(np.count_nonzero(value.estimated)),
        provisional=int(np.count_nonzero(classes.provisional)),
        cut_ranks=standings.cut_ranks,
        cut_values=ranking.cut_values,
        not_separating=not_separating(classes.pyramid, standings.cut_ranks),
        positive_total=standings.positive_total,
        pareto_amounts=standings.pareto_amounts,
        net_revenue=int(population.net_revenue.sum()),
        positive_revenue=int(np.maximum(population.net_revenue, 0).sum()),
        classes=_sums(population, value, classes),
    )


def _sums(
    population: Population, value: Value, classes: Classes
) -> dict[System, tuple[ClassSum, ...]]:
    return {
        system: class_sums(kinds, getattr(classes, system), value.amount, population.net_revenue)
        for system, kinds in CLASSES.items()
    }
