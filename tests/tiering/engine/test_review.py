"""From computed to effective classes: domain §3.10, its test vectors and what its table says."""

from dataclasses import replace

import numpy as np
import pytest

from kam.lib.classes import PyramidTier, TransactionPattern
from tiering.engine import Policy, with_changes
from tiering.engine.review import (
    PARETO,
    PATTERN,
    PYRAMID,
    Cause,
    Ladder,
    Standing,
    Tonight,
    nights,
    rank_buffer,
    restart,
    review,
    score_buffer,
)

TOP, MAJOR, ORDINARY, SMALL = PyramidTier
MEMBER, OUT = 1, 2
MEMBERSHIP = Ladder((MEMBER, OUT))

DAY = 739_000
MONTH = 30
LONG_AGO = DAY - 1000
QUICK = with_changes(Policy(), {"hysteresis.dwell_days": 0})
IMMEDIATE = with_changes(Policy(), {"hysteresis.immediate": True})


def standing(value, **columns):
    """One account that has had its class for long, with the columns given."""
    given = {"value": value, "since": LONG_AGO} | columns
    unrated = Standing.unrated(1)
    return replace(
        unrated,
        **{name: np.array([cell], getattr(unrated, name).dtype) for name, cell in given.items()},
    )


def tonight(computed, **flags):
    cells = {name: np.array([flag]) for name, flag in flags.items()}
    return Tonight.of(np.array([computed], np.int8), **cells)


def moves_of(outcome):
    moves = outcome.moves
    return [
        (int(old), int(new), Cause(cause))
        for old, new, cause in zip(moves.old, moves.new, moves.cause)
    ]


def proposals_of(outcome):
    return list(zip(outcome.proposals.old.tolist(), outcome.proposals.new.tolist()))


def after(before, outcome):
    return replace(before, value=outcome.value, streak=outcome.streak, since=outcome.since)


def one(
    value, computed, ladder=PYRAMID, policy=None, today=DAY, rule=review, flags=None, **columns
):
    """One night of one account."""
    found = tonight(computed, **flags or {})
    return rule(standing(value, **columns), found, ladder, policy or Policy(), today)


def history(value, computed, ladder=PYRAMID, policy=None, inside=None, **columns):
    """The outcomes of monthly reviews, one for each computed class; proposals stay undecided."""
    state = standing(value, **columns)
    for month, code in enumerate(computed):
        found = tonight(code, inside_buffer=inside is not None and bool(inside[month]))
        outcome = review(state, found, ladder, policy or Policy(), DAY + month * MONTH)
        state = after(state, outcome)
        if proposals_of(outcome):
            state = replace(state, open_proposal=outcome.proposals.new)
        yield outcome


def proposed_at(outcomes):
    """Number of the review, from and to of each proposal."""
    return [
        (number, *change)
        for number, outcome in enumerate(outcomes, start=1)
        for change in proposals_of(outcome)
    ]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param("58 61 62 57 54 56 54 53 52", "- - K K K K K K -", id="TV 3.10a"),
        pytest.param("61 59 61 59 61", "- - - - -", id="TV 3.10b"),
        pytest.param("60 60 55 54.9 54.9 54.9", "- K K K K -", id="TV 3.10c"),
    ],
)
def test_tv_3_10_membership_by_score(scores, expected):
    points = np.array([round(float(score) * 100) for score in scores.split()], np.int32)
    hysteresis = QUICK.hysteresis
    inside = score_buffer(points, QUICK.classes.st_min, hysteresis.score_buffer)
    computed = np.where(points >= 6000, MEMBER, OUT)
    outcomes = history(OUT, computed, MEMBERSHIP, QUICK, inside)
    assert ["K" if outcome.value[0] == MEMBER else "-" for outcome in outcomes] == expected.split()


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        ([TOP, TOP], [(2, MAJOR, TOP)]),
        ([ORDINARY, MAJOR, ORDINARY, ORDINARY, ORDINARY], [(5, MAJOR, ORDINARY)]),
        ([TOP, MAJOR, TOP], []),
        ([TOP, ORDINARY, TOP, ORDINARY, ORDINARY], []),
        ([SMALL, SMALL, SMALL], [(3, MAJOR, ORDINARY)]),
    ],
    ids=["up", "down", "not in a row up", "not in a row down", "one step"],
)
def test_tv_3_10d_monthly_reviews_of_major(computed, expected):
    assert proposed_at(history(MAJOR, computed)) == expected


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([21, 22, 21, 22, 22, 22], []),
        ([23, 23, 23], [(3, MAJOR, ORDINARY)]),
        ([23, 23, 22, 23, 23, 23], [(6, MAJOR, ORDINARY)]),
    ],
    ids=["inside for six months", "outside for three", "interrupted"],
)
def test_tv_3_10e_membership_by_rank(ranks, expected):
    inside = rank_buffer(np.array(ranks, np.int32), 20, Policy().hysteresis.rank_buffer_pct)
    outcomes = history(MAJOR, [ORDINARY] * len(ranks), inside=inside)
    assert proposed_at(outcomes) == expected


def test_a_change_outside_the_approval_classes_is_made_at_once():
    outcome = one(SMALL, ORDINARY, streak=1)
    assert moves_of(outcome) == [(SMALL, ORDINARY, Cause.REVIEW)]
    assert (outcome.streak.tolist(), outcome.since.tolist()) == ([0], [DAY])
    assert proposals_of(outcome) == []


def test_a_change_into_or_out_of_an_approval_class_is_proposed_and_not_made():
    outcome = one(ORDINARY, TOP, streak=1)
    assert proposals_of(outcome) == [(ORDINARY, MAJOR)]
    assert moves_of(outcome) == []
    assert (outcome.value.tolist(), outcome.streak.tolist()) == ([ORDINARY], [2])
    assert outcome.since.tolist() == [LONG_AGO]


@pytest.mark.parametrize(
    ("approval", "expected"), [({1}, [(2, 1)]), ({2}, [(2, 1)]), ({3}, []), (set(), [])]
)
def test_approval_classes_belong_to_the_ladder(approval, expected):
    assert proposals_of(one(2, 1, Ladder((1, 2, 3), approval), streak=1)) == expected


def test_larger_codes_are_better_where_the_ladder_says_so():
    best, next_best = TransactionPattern.BIG_REFERRER, TransactionPattern.REFERRER
    assert moves_of(one(next_best, best, PATTERN, streak=1)) == [(next_best, best, Cause.REVIEW)]
    assert moves_of(one(best, next_best, PATTERN, streak=1)) == []
    assert moves_of(one(best, next_best, PATTERN, streak=-2)) == [(best, next_best, Cause.REVIEW)]


@pytest.mark.parametrize(
    ("value", "streak", "computed", "inside", "expected"),
    [
        (MAJOR, 0, TOP, False, 1),
        (MAJOR, 5, TOP, False, 6),
        (MAJOR, -2, TOP, False, 1),
        (MAJOR, 0, SMALL, False, -1),
        (MAJOR, 3, SMALL, False, -1),
        (MAJOR, -2, SMALL, True, 0),
        (MAJOR, 1, TOP, True, 2),
        (MAJOR, 4, MAJOR, False, 0),
        (MAJOR, -1, 0, True, -2),
        (MAJOR, 127, TOP, False, 127),
        (MAJOR, -127, SMALL, False, -127),
        (0, 0, 0, False, 0),
    ],
)
def test_streaks(value, streak, computed, inside, expected):
    policy = with_changes(Policy(), {"hysteresis.dwell_days": 10_000})
    outcome = one(value, computed, policy=policy, streak=streak, flags={"inside_buffer": inside})
    assert outcome.streak.tolist() == [expected]


class TestDwell:
    @pytest.mark.parametrize(("days", "expected"), [(89, []), (90, [(ORDINARY, MAJOR)])])
    def test_no_change_before_it_is_over(self, days, expected):
        outcome = one(ORDINARY, MAJOR, streak=4, since=DAY - days)
        assert proposals_of(outcome) == expected
        assert outcome.streak.tolist() == [5]

    def test_streaks_count_meanwhile(self):
        outcomes = list(history(SMALL, [ORDINARY] * 4, since=DAY))
        assert [outcome.value[0] for outcome in outcomes] == [SMALL, SMALL, SMALL, ORDINARY]

    def test_a_new_policy_restarts_streaks_and_dwell(self):
        fresh = restart(standing(MAJOR, streak=-2, silent_until=DAY, silent_for=SMALL), DAY)
        assert (fresh.streak.tolist(), fresh.since.tolist()) == ([0], [DAY])
        assert (fresh.value.tolist(), fresh.silent_for.tolist()) == ([MAJOR], [SMALL])


class TestProposals:
    def test_an_open_one_is_not_doubled(self):
        assert proposals_of(one(MAJOR, TOP, streak=3, open_proposal=TOP)) == []

    @pytest.mark.parametrize(
        ("days_left", "rejected", "expected"),
        [(1, TOP, []), (0, TOP, [(MAJOR, TOP)]), (1, SMALL, [(MAJOR, TOP)])],
        ids=["silent", "silence over", "the computed class changed"],
    )
    def test_a_rejected_one_is_silent(self, days_left, rejected, expected):
        silence = {"silent_until": DAY + days_left, "silent_for": rejected}
        outcome = one(MAJOR, TOP, streak=3, **silence)
        assert proposals_of(outcome) == expected
        assert outcome.streak.tolist() == [4]

    def test_pinned_accounts_get_none(self):
        outcome = one(MAJOR, TOP, streak=3, pinned=True)
        assert proposals_of(outcome) == []
        assert outcome.streak.tolist() == [4]

    def test_under_a_pin_the_rule_keeps_running(self):
        assert moves_of(one(SMALL, ORDINARY, streak=1, pinned=True)) == [
            (SMALL, ORDINARY, Cause.REVIEW)
        ]

    def test_a_move_overtakes_an_open_one(self):
        outcome = one(ORDINARY, SMALL, streak=-2, open_proposal=MAJOR)
        assert moves_of(outcome) == [(ORDINARY, SMALL, Cause.REVIEW)]
        assert outcome.overtaken.tolist() == [0]
        assert one(ORDINARY, SMALL, streak=-2).overtaken.tolist() == []
        assert one(MAJOR, TOP, streak=3, open_proposal=TOP).overtaken.tolist() == []


class TestFirstValue:
    @pytest.mark.parametrize("computed", [TOP, SMALL])
    def test_is_the_computed_one_without_approval(self, computed):
        outcome = one(0, computed, since=DAY - 1)
        assert moves_of(outcome) == [(0, computed, Cause.FIRST)]
        assert (outcome.streak.tolist(), outcome.since.tolist()) == ([0], [DAY])

    def test_waits_while_the_account_is_new(self):
        assert one(0, TOP, flags={"is_new": True}).value.tolist() == [0]

    def test_waits_for_a_review(self):
        assert one(0, TOP, rule=nights).value.tolist() == [0]

    def test_new_accounts_that_have_a_class_are_reviewed(self):
        outcome = one(SMALL, ORDINARY, streak=1, flags={"is_new": True})
        assert outcome.value.tolist() == [ORDINARY]

    def test_is_the_worst_while_credit_is_poor(self):
        outcome = one(0, TOP, flags={"immediate_fall": True})
        assert moves_of(outcome) == [(0, SMALL, Cause.FIRST)]


class TestLeft:
    def test_keeps_the_class_for_the_reviews_of_a_demotion(self):
        outcomes = list(history(TOP, [0, 0, 0], inside=[True] * 3))
        assert [outcome.value[0] for outcome in outcomes] == [TOP, TOP, 0]
        assert moves_of(outcomes[-1]) == [(TOP, 0, Cause.LEFT)]
        assert proposed_at(outcomes) == []

    def test_waits_for_the_dwell(self):
        assert one(MAJOR, 0, streak=-9, since=DAY - 89).value.tolist() == [MAJOR]

    def test_coming_back_in_time_changes_nothing(self):
        assert [outcome.value[0] for outcome in history(TOP, [0, 0, TOP, 0])] == [TOP] * 4

    def test_coming_back_later_is_a_first_value(self):
        outcomes = list(history(SMALL, [0, 0, 0, ORDINARY]))
        assert moves_of(outcomes[-1]) == [(0, ORDINARY, Cause.FIRST)]


class TestFall:
    @pytest.mark.parametrize("rule", [nights, review])
    @pytest.mark.parametrize("value", [TOP, MAJOR, ORDINARY])
    @pytest.mark.parametrize("computed", [TOP, SMALL, 0])
    def test_is_immediate_from_everywhere(self, rule, value, computed):
        outcome = one(
            value,
            computed,
            rule=rule,
            streak=2,
            since=DAY,
            pinned=True,
            open_proposal=TOP,
            flags={"immediate_fall": True, "inside_buffer": True},
        )
        assert moves_of(outcome) == [(value, SMALL, Cause.CREDIT)]
        assert (outcome.streak.tolist(), outcome.since.tolist()) == ([0], [DAY])
        assert proposals_of(outcome) == []
        assert outcome.overtaken.tolist() == [0]

    @pytest.mark.parametrize("computed", [SMALL, 0])
    def test_who_falls_is_not_reviewed(self, computed):
        outcome = one(TOP, computed, streak=-2, flags={"immediate_fall": True})
        assert moves_of(outcome) == [(TOP, SMALL, Cause.CREDIT)]
        assert proposals_of(outcome) == []

    def test_who_left_is_not_rated_by_it(self):
        assert moves_of(one(0, 0, flags={"immediate_fall": True})) == []

    @pytest.mark.parametrize("rule", [nights, review])
    def test_nothing_lifts_the_account_while_it_stands(self, rule):
        outcome = one(SMALL, TOP, rule=rule, flags={"immediate_fall": True}, streak=9)
        assert moves_of(outcome) == []
        assert proposals_of(outcome) == []

    def test_an_account_without_a_class_has_nothing_to_fall_from(self):
        assert moves_of(one(0, SMALL, rule=nights, flags={"immediate_fall": True})) == []


class TestNights:
    @pytest.mark.parametrize("computed", [TOP, SMALL, 0])
    def test_change_nothing_else(self, computed):
        outcome = one(MAJOR, computed, rule=nights, streak=-5)
        assert (outcome.value.tolist(), outcome.streak.tolist()) == ([MAJOR], [-5])
        assert outcome.since.tolist() == [LONG_AGO]
        assert len(outcome.moves.rows) == len(outcome.proposals.rows) == 0

    @pytest.mark.parametrize("rule", [nights, review])
    @pytest.mark.parametrize(
        ("value", "computed"), [(SMALL, TOP), (TOP, SMALL), (0, TOP), (MAJOR, 0)]
    )
    def test_immediate_policy_follows_the_computed_class(self, rule, value, computed):
        outcome = one(
            value, computed, policy=IMMEDIATE, rule=rule, since=DAY, flags={"is_new": True}
        )
        assert moves_of(outcome) == [(value, computed, Cause.IMMEDIATE)]
        assert proposals_of(outcome) == []

    def test_immediate_policy_leaves_the_others_alone(self):
        outcome = one(MAJOR, MAJOR, policy=IMMEDIATE, rule=nights, streak=1)
        assert moves_of(outcome) == []
        assert (outcome.streak.tolist(), outcome.since.tolist()) == ([0], [LONG_AGO])


def test_no_accounts():
    outcome = review(Standing.unrated(0), Tonight.of(np.zeros(0, np.int8)), PYRAMID, Policy(), DAY)
    assert len(outcome.value) == len(outcome.moves.rows) == len(outcome.proposals.rows) == 0


@pytest.mark.parametrize("code", [4, 5, -1])
def test_classes_that_are_not_on_the_ladder_are_refused(code):
    with pytest.raises(ValueError, match="not on the ladder"):
        one(1, code, PARETO)


@pytest.mark.parametrize(
    ("codes", "approval"), [((), ()), ((1, 1), ()), ((0, 1), ()), ((1, 200), ()), ((1, 2), {3})]
)
def test_ladders_that_are_none_are_refused(codes, approval):
    with pytest.raises(ValueError, match="ladder"):
        Ladder(codes, approval)


@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("streak", np.zeros(2, np.int8), "streak should have 1 rows"),
        ("since", np.zeros(1, np.int64), "since should be int32"),
    ],
)
def test_columns_that_do_not_fit_are_refused(name, column, message):
    with pytest.raises(ValueError, match=message):
        replace(Standing.unrated(1), **{name: column})
