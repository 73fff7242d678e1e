"""A year of 365 nights and 12 reviews on generated accounts that keeps every invariant."""

from datetime import date, timedelta

import numpy as np
import pytest

from kam.lib.classes import PyramidTier as Tier
from tests.tiering.engine import review_oracle as oracle
from tests.tiering.engine.review_worlds import (
    account_at,
    after,
    by_oracle,
    one_by_one,
    told,
    with_account,
)
from tiering.engine import Policy
from tiering.engine.pyramid import cut_ranks, poor_credit, pyramid_tiers, rank_accounts
from tiering.engine.review import (
    PYRAMID,
    Cause,
    Standing,
    Tonight,
    approve,
    expire,
    is_review_due,
    newcomers,
    nights,
    rank_buffer,
    reject,
    review,
)

ACCOUNTS = 300
BEGIN = date(2026, 1, 1)
RULES = {nights: oracle.night, review: oracle.review}


class Company:
    """Accounts whose value and credit wander from night to night, and a manager who decides."""

    def __init__(self, seed):
        self.chance = np.random.default_rng(seed)
        self.policy = Policy()
        self.value = self.chance.integers(1, 200_000, ACCOUNTS)
        self.credit = self.chance.integers(25, 100, ACCOUNTS).astype(np.int16)
        self.bought_on = self.chance.integers(-400, 300, ACCOUNTS)
        self.leaves_on = np.where(
            self.chance.random(ACCOUNTS) < 0.1, self.chance.integers(1, 365, ACCOUNTS), 999
        )
        self.standing = Standing.unrated(ACCOUNTS)
        self.standing.pinned[:] = self.chance.random(ACCOUNTS) < 0.05
        self.raised_on = np.full(ACCOUNTS, -1, np.int32)

    def night_passes(self):
        self.value = np.maximum(self.value + self.chance.integers(-3000, 3001, ACCOUNTS), 0)
        drift = (self.chance.random(ACCOUNTS) < 0.02) * self.chance.integers(-9, 10, ACCOUNTS)
        self.credit = np.clip(self.credit + drift, 0, 100).astype(np.int16)

    def found(self, night):
        """Tonight's pyramid of those who have bought and have not left, by the engine itself."""
        rows = np.flatnonzero((self.bought_on <= night) & (night < self.leaves_on))
        value, poor = self.value[rows], poor_credit(self.credit[rows], self.policy)
        cuts = cut_ranks(len(rows), self.policy)
        rank = rank_accounts(value, poor).rank
        own_cut = np.array((0, *cuts, len(rows)))[self.standing.value[rows]]
        inside = rank_buffer(rank, own_cut, self.policy.hysteresis.rank_buffer_pct) & (value > 0)
        days = (night - self.bought_on[rows]).astype(np.int32)
        columns = {
            "computed": pyramid_tiers(value, rank, poor, cuts)[0],
            "is_new": newcomers(days, days // 40, self.policy),
            "inside_buffer": inside,
            "immediate_fall": poor,
        }
        whole = {name: np.zeros(ACCOUNTS, code) for name, code in Tonight.TYPES.items()}
        for name, column in columns.items():
            whole[name][rows] = column
        return Tonight(**whole)

    def hold(self, rule, found, today):
        """One night with its results kept, checked against the oracle."""
        before = self.standing
        outcome = rule(before, found, PYRAMID, self.policy, today)
        accounts = one_by_one(oracle.Account, before)
        accounts, happened = by_oracle(RULES[rule], accounts, found, PYRAMID, self.policy, today)
        assert told(outcome, ACCOUNTS) == happened
        self.standing = after(before, outcome)
        assert one_by_one(oracle.Account, self.standing) == accounts
        self.raised_on[outcome.proposals.rows] = today
        return outcome

    def manager_decides(self, found, today):
        """Every open proposal has its chance each night; many wait until they expire."""
        old = expire(self.raised_on, self.policy, today)
        self.standing.open_proposal[old] = 0
        approved = []
        for row in np.flatnonzero(self.standing.open_proposal):
            account, dice = account_at(self.standing, row), self.chance.random()
            if dice < 0.02:
                self.standing = with_account(self.standing, row, approve(account, today))
                approved.append(row)
            elif dice < 0.03:
                computed = int(found.computed[row])
                refused = reject(account, computed, self.policy, today)
                self.standing = with_account(self.standing, row, refused)
        return approved


@pytest.mark.parametrize("seed", range(4))
def test_a_year_of_nights_keeps_every_invariant(seed):
    company, last_review, reviews, seen = Company(seed), None, [], set()
    changed_on = np.full(ACCOUNTS, -999)
    for night in range(365):
        as_of, old = BEGIN + timedelta(days=night), company.standing.value
        today, due = as_of.toordinal(), is_review_due(last_review, as_of, company.policy)
        found = company.found(night)
        outcome = company.hold(review if due else nights, found, today)
        reviews += [due] if due else []
        last_review = due or last_review
        moves, proposals = outcome.moves, outcome.proposals
        seen |= {Cause(cause) for cause in moves.cause}
        check_moves(outcome, company.policy, today, changed_on, bool(due))
        assert not company.standing.pinned[proposals.rows].any()
        assert (np.abs(proposals.new - proposals.old) == 1).all()
        changed_on[moves.rows] = today
        approved = company.manager_decides(found, today)
        changed_on[approved] = today
        unmoved = np.setdiff1d(np.arange(ACCOUNTS), [*moves.rows, *approved])
        assert (company.standing.value[unmoved] == old[unmoved]).all()
        rated = company.standing.value > 0
        assert (company.standing.since[rated] == changed_on[rated]).all()
        assert not (found.immediate_fall & rated & (company.standing.value < Tier.SMALL)).any()
        company.night_passes()
    assert reviews == [date(2026, month, 1) for month in range(1, 13)]
    assert seen == {Cause.FIRST, Cause.REVIEW, Cause.CREDIT, Cause.LEFT}


def check_moves(outcome, policy, today, changed_on, is_review):
    """Causes, dwell, steps and approvals of the changes of one night."""
    moves = outcome.moves
    reviewed = moves.cause == Cause.REVIEW
    assert is_review or set(moves.cause) <= {Cause.CREDIT}
    slow = reviewed | (moves.cause == Cause.LEFT)
    assert (today - changed_on[moves.rows][slow] >= policy.hysteresis.dwell_days).all()
    assert (np.abs(moves.new - moves.old)[reviewed] == 1).all()
    assert (np.minimum(moves.new, moves.old)[reviewed] >= Tier.ORDINARY).all()
    assert (moves.new[moves.cause == Cause.CREDIT] == Tier.SMALL).all()


def test_a_steady_book_proposes_far_less_than_it_flips():
    """What the rules are for: computed classes flip by the night, effective ones hardly ever."""
    company, last_review = Company(7), None
    flips = changes = 0
    before = None
    for night in range(365):
        as_of, found = BEGIN + timedelta(days=night), company.found(night)
        due = is_review_due(last_review, as_of, company.policy)
        outcome = company.hold(review if due else nights, found, as_of.toordinal())
        if before is not None:
            flips += np.count_nonzero(before != found.computed)
            changes += len(outcome.moves.rows) + len(outcome.proposals.rows)
        before, last_review = found.computed, due or last_review
        company.night_passes()
    assert changes * 3 < flips
