"""Gates, decision and ideal index of customer selection: domain §3.7.2, §3.7.4."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import GateState, IdealQuadrant, SelectionDecision
from tiering.engine import Policy, with_changes
from tiering.engine.clv import Estimates, lifetime_values
from tiering.engine.selection import (
    Unmet,
    ideal,
    lifetime_value_gate,
    management_gate,
    resource_gate,
    select,
    within,
)

POLICY = Policy()
PASS, FAIL, OPEN = GateState.PASS, GateState.FAIL, 0
SELECTED, RESERVE, REJECTED = SelectionDecision
UNDECIDED = 0


def column(value, dtype=np.int64):
    return np.array([value], dtype)


@pytest.mark.parametrize(
    ("clv", "known", "state"),
    [(1, True, PASS), (0, True, FAIL), (-1, True, FAIL), (0, False, OPEN)],
)
def test_g1_lifetime_value_is_above_zero(clv, known, state):
    assert lifetime_value_gate(column(clv), np.array([known])) == state


def test_tv_5_2d_fails_g1():
    yearly = Estimates(column(5_000_00), np.array([True]), np.array([False]))
    clv = lifetime_values(yearly, column(6000, np.int32), column(20_000_00), POLICY)
    assert lifetime_value_gate(clv.amount, clv.known) == FAIL


@pytest.mark.parametrize(
    ("required", "state"), [(762, PASS), (864, PASS), (880, PASS), (966, FAIL), (-1, OPEN)]
)
def test_g2_as_in_tv_6_11a(required, state):
    share = -1 if required == -1 else (2 * required * 10_000 + 880) // (2 * 880)
    assert management_gate(column(share, np.int32)) == state


@pytest.mark.parametrize(
    ("required", "available", "state"),
    [(100, 100, PASS), (101, 100, FAIL), (0, 0, PASS), (-1, 100, OPEN), (100, None, OPEN)],
)
def test_required_against_available(required, available, state):
    assert within(column(required), available) == state


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ((PASS, PASS, PASS), PASS),
        ((PASS, FAIL, PASS), FAIL),
        ((OPEN, PASS, FAIL), FAIL),
        ((OPEN, PASS, PASS), OPEN),
        ((OPEN, OPEN, OPEN), OPEN),
    ],
)
def test_g3_hours_budget_and_number(parts, state):
    assert resource_gate(*(column(part, np.int8) for part in parts)) == state


def decided(score, gates=(PASS, PASS, PASS), integrity=8500, policy=POLICY):
    found = select(
        column(score, np.int32),
        column(integrity, np.int32),
        *(column(gate, np.int8) for gate in gates),
        policy,
    )
    return found.decision[0], Unmet(int(found.failed[0])), Unmet(int(found.unknown[0]))


NOTHING = Unmet(0)


@pytest.mark.parametrize(
    ("score", "gates", "decision", "failed"),
    [
        (6000, (PASS, PASS, PASS), SELECTED, NOTHING),
        (10_000, (PASS, FAIL, PASS), RESERVE, Unmet.MANAGEMENT),
        (6000, (PASS, PASS, FAIL), RESERVE, Unmet.RESOURCES),
        (6000, (PASS, FAIL, FAIL), RESERVE, Unmet.MANAGEMENT | Unmet.RESOURCES),
        (10_000, (FAIL, PASS, PASS), REJECTED, Unmet.LIFETIME_VALUE),
        (10_000, (FAIL, FAIL, PASS), REJECTED, Unmet.LIFETIME_VALUE | Unmet.MANAGEMENT),
        (5999, (PASS, PASS, PASS), RESERVE, NOTHING),
        (4500, (PASS, FAIL, PASS), RESERVE, Unmet.MANAGEMENT),
        (4500, (FAIL, PASS, PASS), RESERVE, Unmet.LIFETIME_VALUE),
        (4499, (PASS, PASS, PASS), REJECTED, NOTHING),
        (-1, (PASS, PASS, PASS), UNDECIDED, NOTHING),
    ],
    ids=[
        "good, all gates pass",
        "no time",
        "no means",
        "neither",
        "no lifetime value",
        "no lifetime value nor time",
        "fair",
        "fair without time",
        "fair without lifetime value",
        "poor",
        "too little known",
    ],
)
def test_decision(score, gates, decision, failed):
    assert decided(score, gates)[:2] == (decision, failed)


@pytest.mark.parametrize(
    ("gates", "decision"),
    [
        ((OPEN, PASS, PASS), UNDECIDED),
        ((OPEN, FAIL, PASS), UNDECIDED),
        ((PASS, OPEN, PASS), UNDECIDED),
        ((PASS, OPEN, FAIL), RESERVE),
        ((FAIL, OPEN, OPEN), REJECTED),
    ],
)
def test_a_good_score_waits_only_for_gates_that_matter(gates, decision):
    assert decided(7000, gates)[0] == decision
    assert decided(5000, gates)[0] == RESERVE
    assert decided(4000, gates)[0] == REJECTED


@pytest.mark.parametrize("score", [10_000, -1])
def test_poor_integrity_knocks_out(score):
    assert decided(score, integrity=2999)[:2] == (REJECTED, Unmet.INTEGRITY)
    assert decided(score, integrity=3000)[1] == NOTHING


def test_what_is_unknown_is_told():
    _decision, failed, unknown = decided(7000, (OPEN, PASS, OPEN), integrity=-1)
    assert failed == NOTHING
    assert unknown == Unmet.LIFETIME_VALUE | Unmet.RESOURCES | Unmet.INTEGRITY


gate = st.sampled_from([PASS, FAIL, OPEN])


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from([-1, 4499, 4500, 5999, 6000, 9000]),
    st.lists(gate, min_size=3, max_size=3),
    st.lists(st.sampled_from([PASS, FAIL]), min_size=3, max_size=3),
)
def test_what_is_learnt_later_changes_no_decision(score, gates, later):
    decision, _failed, _unknown = decided(score, gates)
    if decision != UNDECIDED:
        filled = [late if state == OPEN else state for state, late in zip(gates, later)]
        assert decided(score, filled)[0] == decision


def judged(clv, hours, known=None, policy=POLICY):
    both = np.ones(len(clv), np.bool_) if known is None else np.array(known)
    return ideal(np.array(clv, np.int64), np.array(hours, np.int64), both, policy)


def test_ideal_index_and_quadrants():
    found = judged([900, 800, -50, 10], [5, 70, 2, 60])
    assert found.value_percentile.tolist() == [8750, 6250, 1250, 3750]
    assert found.hours_percentile.tolist() == [3750, 8750, 1250, 6250]
    assert found.index.tolist() == [7750, 4250, 4250, 3750]
    assert [IdealQuadrant(code) for code in found.quadrant] == [
        IdealQuadrant.IDEAL,
        IdealQuadrant.EXPENSIVE_STAR,
        IdealQuadrant.EASY,
        IdealQuadrant.DRAIN,
    ]


def test_equal_accounts_are_on_the_cut_which_is_high():
    found = judged([5, 5], [3, 3])
    assert found.index.tolist() == [5000, 5000]
    assert set(found.quadrant.tolist()) == {IdealQuadrant.EXPENSIVE_STAR}


def test_unknown_accounts_have_no_index_and_no_influence():
    found = judged([900, 10**9, 800], [5, 0, 70], [True, False, True])
    assert found.index.tolist() == [7500, -1, 2500 + 0]
    assert found.quadrant.tolist() == [IdealQuadrant.IDEAL, 0, IdealQuadrant.DRAIN]
    assert judged([], []).index.tolist() == []


def test_ideal_weights_are_settings():
    weights = {"selection.ideal_weights.value": 1, "selection.ideal_weights.ease": 0}
    found = judged([1, 2], [1, 2], policy=with_changes(POLICY, weights))
    assert found.index.tolist() == found.value_percentile.tolist()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 5)), min_size=1, max_size=20))
def test_more_value_for_no_more_time_is_no_worse(rows):
    found = judged(*zip(*rows))
    assert all(0 <= index <= 10_000 for index in found.index)
    for (value, time), index in zip(rows, found.index):
        for (other_value, other_time), other in zip(rows, found.index):
            if value >= other_value and time <= other_time:
                assert index >= other
