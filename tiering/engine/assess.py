"""What judgements add to the facts: potential, share of wallet, key accounts and their class.

One account at a time: whatever depends on all others (the cut for big orders, the sum of revenue)
is given. Source: domain §3.5, §3.6, §5.3, §6.7.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kam.lib.classes import Recognition
from tiering.engine import aspects as seven
from tiering.engine import criteria
from tiering.engine.alignment import alignment, key_account_classes, strength
from tiering.engine.columns import UNKNOWN, Codes, Flags
from tiering.engine.criteria import Criterion, selection_score
from tiering.engine.exact import Hundredths, half_up, ratio
from tiering.engine.judged import Judged
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Population
from tiering.engine.potential import potential_score, wallet_gap
from tiering.engine.steps import Do, just_do
from tiering.engine.value import Profit
from tiering.engine.wallet import WalletShares, share_of_wallet
from tiering.engine.weighted import Weighted, rating_points


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """Scores in hundredths, -1 unknown; codes of `kam.lib.classes`. Rows as in the population."""

    potential: Weighted
    wallet: WalletShares
    aspects: seven.AspectRows
    recognised: seven.Recognitions
    alignment: Weighted
    strength: Weighted
    key_class: Codes
    watch: Flags
    criteria: Weighted


@dataclass(frozen=True, slots=True)
class Company:
    """What the aspects need to know of all accounts; amounts in minor units."""

    big_order_cut: int
    positive_revenue: int


def mean_order(population: Population) -> tuple[Amounts, Flags]:
    """Net revenue by purchase day of the measure window, and where there was any."""
    days = population.window_occasions.astype(np.int64)
    known = days > 0
    mean: Amounts = half_up(population.net_revenue, np.where(known, days, 1)).astype(np.int64)
    return mean, known


def company_of(population: Population, policy: Policy) -> Company:
    mean, known = mean_order(population)
    return Company(
        seven.big_order_cut(mean, known, policy),
        int(np.maximum(population.net_revenue, 0).sum()),
    )


def assess(
    population: Population,
    pyramid: Codes,
    pattern: Codes,
    profit: Profit | None,
    company: Company,
    policy: Policy,
    do: Do = just_do,
) -> Assessed:
    judged = population.judged
    potential = do(potential_of, population, policy)
    rows = do(aspect_rows, population, pyramid, potential.score, company, policy)
    recognised = do(
        seven.recognise, rows, pattern, judged.contract_months, population.credit_score, policy
    )
    aligned, strong = do(aligned_now, judged, policy), do(strength_of, judged, policy)
    found = do(
        key_account_classes,
        do(is_qualified, recognised),
        aligned.score,
        strong.score,
        judged.idea_alignment,
        do(execution_rate, judged),
        do(aligned_before, judged, policy).score,
        policy,
    )
    return Assessed(
        potential,
        do(wallet_of, population),
        rows,
        recognised,
        aligned,
        strong,
        found.key_class,
        found.watch,
        do(selection_score, do(criteria_of, population, profit, policy), policy),
    )


def is_qualified(recognised: seven.Recognitions) -> Flags:
    qualified: Flags = recognised.recognition == Recognition.QUALIFIED
    return qualified


def wallet_of(population: Population) -> WalletShares:
    wallet = population.judged.wallet
    return share_of_wallet(population.net_revenue, wallet, wallet != UNKNOWN)


def criteria_of(
    population: Population, profit: Profit | None, policy: Policy
) -> dict[Criterion, Hundredths]:
    """The eight criteria of domain §3.7.1, in hundredths. A cost nobody wrote down is unknown."""
    judged, served = population.judged, population.cost_to_serve
    nothing = np.zeros(len(population), np.int64)
    return {
        Criterion.INTEGRITY: criteria.integrity(
            judged.invoices_due, judged.paid_on_time, judged.breaches, policy
        ),
        Criterion.OPERATING: rating_points(judged.operating),
        Criterion.ECONOMIC: rating_points(judged.economic),
        Criterion.LOCATION: criteria.location(judged.service_zone, policy),
        Criterion.MAX_DEMAND: criteria.max_demand(judged.wallet, judged.wallet != UNKNOWN, policy),
        Criterion.DEV_COST: criteria.dev_cost(
            judged.development_cost,
            judged.development_cost != UNKNOWN,
            judged.first_profit,
            judged.first_profit_known,
            policy,
        ),
        Criterion.INTERACTION: rating_points(judged.interaction),
        Criterion.KEEP_COST: criteria.keep_cost(
            served,
            served > 0,
            nothing if profit is None else profit.amount,
            np.full(len(population), profit is not None),
            policy,
        ),
    }


def potential_of(population: Population, policy: Policy) -> Weighted:
    judged = population.judged
    return potential_score(
        wallet_gap(judged.wallet, judged.wallet != UNKNOWN, population.net_revenue, policy),
        judged.market_growth,
        judged.cooperation,
        population.strategic_value,
        judged.cultural_fit,
        judged.operating_condition,
        policy,
    )


def aspect_rows(
    population: Population, pyramid: Codes, potential: Hundredths, company: Company, policy: Policy
) -> seven.AspectRows:
    """The state of all seven, one row each, in the order of `Aspect`."""
    judged = population.judged
    positive = np.maximum(population.net_revenue, 0)
    everywhere = np.ones(len(population), np.bool_)
    share = ratio(positive, company.positive_revenue, everywhere)
    rows = (
        seven.big_orders(*mean_order(population), company.big_order_cut),
        seven.long_cooperation(population.tenure_months, judged.contract_months, policy),
        seven.large_sales(share, pyramid, potential, policy),
        seven.strategic_project(judged.strategic_project, everywhere, policy),
        seven.rated(judged.image_influence, policy),
        seven.rated(judged.tech_absorption, policy),
        seven.rated(judged.market_strength, policy),
    )
    stacked: npt.NDArray[np.int8] = np.stack(rows)
    return stacked


def aligned_now(judged: Judged, policy: Policy) -> Weighted:
    return alignment(
        judged.idea_alignment, judged.policy_acceptance, execution_rate(judged), policy
    )


def aligned_before(judged: Judged, policy: Policy) -> Weighted:
    """Alignment twelve months earlier, by the rules of today."""
    checked = judged.checked_before.astype(np.int64)
    rate = ratio(judged.carried_out_before.astype(np.int64), checked, checked > 0)
    return alignment(judged.idea_before, judged.acceptance_before, rate, policy)


def execution_rate(judged: Judged) -> Hundredths:
    """Percent of the checked policy items that were carried out; unknown if none was checked."""
    checked = judged.items_checked.astype(np.int64)
    return ratio(judged.items_carried_out.astype(np.int64), checked, checked > 0)


def strength_of(judged: Judged, policy: Policy) -> Weighted:
    return strength(
        judged.performance,
        judged.management_ability,
        judged.network_breadth,
        judged.peer_standing,
        judged.peer_influence,
        policy,
    )
