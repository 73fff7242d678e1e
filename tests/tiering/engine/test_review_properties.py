"""What holds for every review (domain §3.10 and §12, last paragraph)."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiering.engine import review_oracle as oracle
from tests.tiering.engine.review_oracle import Account
from tests.tiering.engine.review_worlds import (
    FIRST_DAY,
    LADDERS,
    POLICIES,
    account_at,
    after,
    by_oracle,
    found_by_runs,
    in_order,
    one_by_one,
    standings,
    told,
    with_account,
)
from tiering.engine import Policy, with_changes
from tiering.engine.review import (
    Cause,
    Ladder,
    Standing,
    Tonight,
    approve,
    nights,
    reject,
    review,
    score_buffer,
)

quick = settings(deadline=None, max_examples=60)

RULES = st.sampled_from([(review, oracle.review), (nights, oracle.night)])
AT_ONCE = (Cause.FIRST, Cause.CREDIT, Cause.IMMEDIATE)


@st.composite
def cases(draw):
    """Standing, findings, ladder, policy, day: what a night takes."""
    ladder, size = draw(LADDERS), draw(st.integers(1, 25))
    standing, found = draw(standings(ladder, size)), draw(found_by_runs(ladder, size))
    return standing, found, ladder, draw(POLICIES), FIRST_DAY


@quick
@given(cases(), RULES)
def test_columns_agree_with_one_account_at_a_time(case, rules):
    (by_columns, by_account), (standing, *rest) = rules, case
    outcome = by_columns(*case)
    accounts, happened = by_oracle(by_account, one_by_one(Account, standing), *rest)
    assert one_by_one(Account, after(standing, outcome)) == accounts
    assert told(outcome, len(standing)) == happened


@quick
@given(st.data(), LADDERS, POLICIES)
def test_columns_agree_with_the_oracle_over_whole_histories(data, ladder, policy):
    """Nights, reviews and decisions in any order; each side goes on from its own results."""
    size, today = 4, FIRST_DAY
    standing = Standing.unrated(size)
    accounts = one_by_one(Account, standing)
    for _ in range(data.draw(st.integers(1, 12))):
        today += data.draw(st.sampled_from([1, 30, 31]))
        by_columns, by_account = data.draw(RULES)
        night = data.draw(found_by_runs(ladder, size)), ladder, policy, today
        standing = after(standing, by_columns(standing, *night))
        accounts, _ = by_oracle(by_account, accounts, *night)
        for row in np.flatnonzero(standing.open_proposal):
            decision = data.draw(st.sampled_from(["later", "approve", "reject"]))
            computed = int(night[0].computed[row])
            standing = decide(standing, row, decision, computed, policy, today)
            accounts[row] = decide_plainly(accounts[row], decision, computed, policy, today)
        assert one_by_one(Account, standing) == accounts


def decide(standing, row, decision, computed, policy, today):
    match decision:
        case "approve":
            return with_account(standing, row, approve(account_at(standing, row), today))
        case "reject":
            refused = reject(account_at(standing, row), computed, policy, today)
            return with_account(standing, row, refused)
    return standing


def decide_plainly(account, decision, computed, policy, today):
    match decision:
        case "approve":
            return oracle.approved(account, today)
        case "reject":
            return oracle.rejected(account, computed, policy.hysteresis, today)
    return account


@quick
@given(cases())
def test_no_change_within_the_dwell_but_at_once(case):
    standing, _, _, policy, today = case
    moves = review(*case).moves
    soon = today - standing.since[moves.rows] < policy.hysteresis.dwell_days
    assert np.isin(moves.cause[soon], AT_ONCE).all()


@quick
@given(cases())
def test_one_step_at_a_time_but_at_once_or_when_gone(case):
    outcome, ladder = review(*case), case[2]
    moves, proposals = outcome.moves, outcome.proposals
    free = np.isin(moves.cause, (*AT_ONCE, Cause.LEFT))
    steps = ladder.places(moves.new) - ladder.places(moves.old)
    assert (np.abs(steps[~free]) == 1).all()
    assert (np.abs(ladder.places(proposals.new) - ladder.places(proposals.old)) == 1).all()


@quick
@given(cases())
def test_who_goes_up_is_computed_better_and_who_goes_down_worse(case):
    (_, found, ladder, *_), outcome = case, review(*case)
    for change in (outcome.moves, outcome.proposals):
        rated = (change.old > 0) & (change.new > 0)
        old, new = ladder.places(change.old[rated]), ladder.places(change.new[rated])
        rows = change.rows[rated]
        computed = ladder.places(found.computed[rows])
        assert (computed[new < old] <= new[new < old]).all()
        down = (new > old) & ~found.immediate_fall[rows]
        assert (computed[down] >= new[down]).all()


@quick
@given(cases())
def test_approval_classes_are_entered_and_left_by_proposals_only(case):
    outcome, ladder = review(*case), case[2]
    by_review = outcome.moves.cause == Cause.REVIEW
    for codes in (outcome.moves.old, outcome.moves.new):
        assert not ladder.guards(ladder.places(codes[by_review])).any()
    old, new = (
        ladder.guards(ladder.places(codes))
        for codes in (outcome.proposals.old, outcome.proposals.new)
    )
    assert (old | new).all()


@quick
@given(cases())
def test_moves_are_exactly_what_changed(case):
    standing, outcome, today = case[0], review(*case), case[4]
    moves = outcome.moves
    assert moves.rows.tolist() == np.flatnonzero(outcome.value != standing.value).tolist()
    assert (outcome.value[moves.rows] == moves.new).all()
    assert (outcome.streak[moves.rows] == 0).all()
    assert (outcome.since[moves.rows] == today).all()
    assert not set(moves.rows) & set(outcome.proposals.rows)


@quick
@given(cases(), RULES, st.randoms(use_true_random=False))
def test_order_of_accounts_changes_nothing(case, rules, random):
    (standing, found, *rest), rule = case, rules[0]
    order = list(range(len(standing)))
    random.shuffle(order)
    straight, mixed = rule(*case), rule(in_order(standing, order), in_order(found, order), *rest)
    for name in ("value", "streak", "since"):
        assert np.array_equal(getattr(straight, name)[order], getattr(mixed, name))
    happened = told(straight, len(order))
    assert [happened[row] for row in order] == told(mixed, len(order))


@quick
@given(cases(), RULES)
def test_columns_that_go_in_are_left_alone(case, rules):
    standing, found = case[:2]
    before = [column.tolist() for column in columns_of(standing, found)]
    rules[0](*case)
    assert [column.tolist() for column in columns_of(standing, found)] == before


def columns_of(*parts):
    return [getattr(part, name) for part in parts for name in part.TYPES]


@quick
@given(
    st.lists(st.integers(5800, 6200), min_size=10, max_size=10), st.sampled_from([1, 2]), POLICIES
)
def test_a_score_swinging_around_the_line_for_ten_nights_makes_at_most_one_change(
    scores, value, policy
):
    """Even if every night is a review and there is no dwell."""
    policy = with_changes(policy, {"hysteresis.dwell_days": 0, "hysteresis.immediate": False})
    ladder, hysteresis = Ladder((1, 2)), policy.hysteresis
    standing = after_first_value(ladder, value)
    changes = 0
    for night, score in enumerate(scores):
        inside = score_buffer(
            np.array([score], np.int32), policy.classes.st_min, hysteresis.score_buffer
        )
        computed = np.array([1 if score >= 6000 else 2], np.int8)
        found = Tonight.of(computed, inside_buffer=inside)
        outcome = review(standing, found, ladder, policy, FIRST_DAY + 1 + night)
        changes += len(outcome.moves.rows)
        standing = after(standing, outcome)
    assert changes <= 1


def after_first_value(ladder, value):
    unrated, found = Standing.unrated(1), Tonight.of(np.array([value], np.int8))
    return after(unrated, review(unrated, found, ladder, Policy(), FIRST_DAY))
