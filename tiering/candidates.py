"""Candidates judged: eight criteria, three gates, and what comes of them (domain §3.7).

All rows at once. Amounts in minor units, hours in `workload.UNIT`s, scores in hundredths.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kam.lib.classes import GateState, PyramidTier
from tiering.engine import Policy, clv, criteria, selection, workload
from tiering.engine.criteria import Criterion
from tiering.engine.exact import Hundredths
from tiering.engine.population import UNKNOWN, Amounts, Codes
from tiering.engine.selection import Selection
from tiering.engine.weighted import Weighted, rating_points
from tiering.services.candidates import Facts, House

Scores = Mapping[Criterion, Hundredths]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """G1: the lifetime value less what is still to be spent, and what it comes from."""

    gate: Codes
    expected: clv.Estimates  # contribution a year
    retention: Hundredths
    worth: clv.Estimates


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """G2, and the hours of G3: what is needed with the account added; -1 unknown."""

    gate: Codes
    own: Amounts
    used: Hundredths
    house: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """G3 and its three parts."""

    gate: Codes
    hours: Codes
    budget: Codes
    key_accounts: Codes
    available: int
    key_count: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the policy says of every candidate, in the order of `facts`."""

    facts: Facts
    scores: Scores
    total: Weighted
    value: Value
    load: Load
    means: Means
    selection: Selection

    def __len__(self) -> int:
        return len(self.facts)


def judge(facts: Facts, house: House, policy: Policy) -> Judged:
    """Score the facts by the policy and decide."""
    scores = _scores(facts, policy)
    total = criteria.selection_score(scores, policy)
    value, load = _value(facts, policy), _load(facts, house, policy)
    means = _means(facts, load, house, policy)
    chosen = selection.select(
        total.score, scores[Criterion.INTEGRITY], value.gate, load.gate, means.gate, policy
    )
    return Judged(facts, scores, total, value, load, means, chosen)


def _scores(facts: Facts, policy: Policy) -> Scores:
    won = facts.spent + facts.remaining
    profit = facts.profit, facts.profit_known
    return {
        Criterion.INTEGRITY: criteria.integrity(facts.due, facts.paid, facts.breaches, policy),
        Criterion.OPERATING: rating_points(facts.operating),
        Criterion.ECONOMIC: rating_points(facts.economic),
        Criterion.LOCATION: criteria.location(facts.zone, policy),
        Criterion.MAX_DEMAND: criteria.max_demand(facts.wallet, facts.wallet_known, policy),
        Criterion.DEV_COST: criteria.dev_cost(won, facts.remaining_known, *profit, policy),
        Criterion.INTERACTION: rating_points(facts.interaction),
        Criterion.KEEP_COST: criteria.keep_cost(facts.keep, facts.keep_known, *profit, policy),
    }


def _value(facts: Facts, policy: Policy) -> Value:
    """From what is forecast, with its tier's default retention; from the run in view if the
    candidate has bought.

    What was spent is gone and counts no more. If the customer brings nothing, it fails whatever
    remains to be spent; who buys is won, so that nothing remains unless somebody says so.
    """
    nothing = np.zeros(len(facts), np.int64)
    never = np.zeros(len(facts), np.bool_)
    forecast, known = facts.profit - facts.keep, facts.profit_known & facts.keep_known
    history = nothing.astype(np.int32)
    expected = clv.expected_contribution(nothing, never, history, forecast, known, policy)
    unknown = np.full(len(facts), UNKNOWN, np.int32)
    kept = clv.retention(facts.tier, unknown, {}, policy)
    worth = clv.lifetime_values(expected, kept, facts.remaining, policy)
    told = worth.known & (facts.remaining_known | (worth.amount <= 0))
    bought = facts.clv_known
    amount = np.where(bought, facts.clv - facts.remaining, worth.amount)
    found = clv.Estimates(amount, told | bought, worth.estimated & ~bought)
    return Value(selection.lifetime_value_gate(amount, found.known), expected, kept, found)


def _load(facts: Facts, house: House, policy: Policy) -> Load:
    """A candidate that is selected already is counted once."""
    added = np.array([house.each.get(tier, 0) for tier in facts.tier.tolist()], np.int64)
    counted = [house.waiting.get(pk) for pk in facts.account.tolist()]
    owners = facts.owner.tolist()
    before = np.array(
        [_before(house, owner, own) for owner, own in zip(owners, counted, strict=True)], np.int64
    )
    all_hours = sum(house.needed.values())
    whole = np.array([all_hours - _hours(house, own) for own in counted], np.int64)
    own_hours = np.where(facts.owner > 0, before + added, UNKNOWN)
    used = workload.utilisation(own_hours, policy)
    return Load(selection.management_gate(used), own_hours, used, whole + added)


def _hours(house: House, waiting: tuple[int, int] | None) -> int:
    return house.each.get(waiting[1], 0) if waiting else 0


def _before(house: House, owner: int, waiting: tuple[int, int] | None) -> int:
    """What the owner has to do without this candidate."""
    counted = waiting is not None and waiting[0] == owner
    return house.needed.get(owner, 0) - (_hours(house, waiting) if counted else 0)


def _means(facts: Facts, load: Load, house: House, policy: Policy) -> Means:
    """Hours and key accounts are counted; the budget is a manager's word.

    A candidate that will be no key account does not touch their number.
    """
    available = house.people * workload.in_units(policy.hours.capacity_per_rep)
    hours = selection.within(load.house, available)
    said = np.array([0, GateState.FAIL, GateState.PASS], np.int8)
    budget = said[facts.budget + 1]
    key = facts.tier <= PyramidTier.MAJOR
    waiting = [house.waiting.get(pk, (0, 0))[1] for pk in facts.account.tolist()]
    own = np.array([0 < tier <= PyramidTier.MAJOR for tier in waiting], np.bool_)
    number = (house.key_accounts - own + key).astype(np.int64)
    cap = policy.key_account.alarm_count
    keys = np.where(key, selection.within(number, cap), np.int8(GateState.PASS)).astype(np.int8)
    gate = selection.resource_gate(hours, budget, keys)
    return Means(gate, hours, budget, keys, available, number)
