"""The eight selection criteria: domain §3.7.1."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiering.engine import Policy, with_changes
from tiering.engine.ahp import full, priorities
from tiering.engine.criteria import (
    Criterion,
    dev_cost,
    integrity,
    keep_cost,
    location,
    max_demand,
    selection_points,
    selection_score,
)

POLICY = Policy()
YUAN = 100


def counts(*values):
    return [np.array([value], np.int32) for value in values]


def money(value):
    return np.array([value or 0], np.int64), np.array([value is not None])


@pytest.mark.parametrize(
    ("due", "paid", "breaches", "expected"),
    [
        (100, 100, 0, 100),
        (100, 98, 0, 100),
        (100, 97, 0, 85),
        (1000, 979, 0, 85),
        (100, 95, 0, 85),
        (100, 90, 0, 70),
        (100, 80, 0, 50),
        (100, 70, 0, 30),
        (100, 69, 0, 0),
        (3, 2, 0, 0),
        (100, 100, 1, 50),
        (100, 99, 1, 30),
        (100, 100, 2, 0),
        (100, 100, 9, 0),
    ],
)
def test_integrity(due, paid, breaches, expected):
    assert integrity(*counts(due, paid, breaches), POLICY) == 100 * expected


@pytest.mark.parametrize(
    ("due", "paid", "breaches"), [(0, 0, 0), (-1, 5, 0), (5, -1, 0), (5, 5, -1)]
)
def test_integrity_is_unknown_without_invoices(due, paid, breaches):
    assert integrity(*counts(due, paid, breaches), POLICY) == -1


def test_penalty_of_a_breach_is_a_setting():
    milder = with_changes(POLICY, {"selection.breach_penalty": 1.5})
    assert integrity(*counts(200, 199, 1), milder) == 100 * 100  # 99.5 % - 1.5 = 98 %
    assert integrity(*counts(200, 198, 1), milder) == 100 * 85


@pytest.mark.parametrize(
    ("zone", "expected"), [(1, 10_000), (2, 8000), (3, 6000), (4, 4000), (5, 2000), (-1, -1)]
)
def test_location(zone, expected):
    assert location(np.array([zone], np.int8), POLICY) == expected


@pytest.mark.parametrize("zone", [0, 6])
def test_other_zones_are_refused(zone):
    with pytest.raises(ValueError, match="1 to 5"):
        location(np.array([zone], np.int8), POLICY)


@pytest.mark.parametrize(
    ("wallet", "expected"),
    [
        (10_000_000 * YUAN, 100),
        (10_000_000 * YUAN - 1, 85),
        (5_000_000 * YUAN, 85),
        (2_000_000 * YUAN, 70),
        (1_000_000 * YUAN, 55),
        (500_000 * YUAN, 40),
        (100_000 * YUAN, 20),
        (100_000 * YUAN - 1, 0),
        (0, 0),
    ],
)
def test_max_demand(wallet, expected):
    assert max_demand(*money(wallet), POLICY) == 100 * expected


def test_unknown_demand_is_not_zero():
    assert max_demand(*money(None), POLICY) == -1


@pytest.mark.parametrize(
    ("cost", "profit", "expected"),
    [
        (0, 1000, 100),
        (99, 1000, 100),
        (100, 1000, 80),
        (250, 1000, 60),
        (500, 1000, 30),
        (999, 1000, 30),
        (1000, 1000, 0),
        (1, 0, 0),
        (1, -1000, 0),
    ],
)
def test_dev_cost(cost, profit, expected):
    assert dev_cost(*money(cost), *money(profit), POLICY) == 100 * expected


@pytest.mark.parametrize(
    ("cost", "profit", "expected"),
    [
        (4999, 100_000, 100),
        (5000, 100_000, 80),
        (10_000, 100_000, 60),
        (20_000, 100_000, 30),
        (35_000, 100_000, 0),
        (1, -5, 0),
    ],
)
def test_keep_cost(cost, profit, expected):
    assert keep_cost(*money(cost), *money(profit), POLICY) == 100 * expected


@pytest.mark.parametrize(
    ("cost", "profit"),
    [(None, 1000), (10, None), (None, None), (0, 0), (0, -5)],
    ids=["no cost", "no profit", "neither", "0 of 0", "0 of a loss"],
)
def test_cost_ratio_is_unknown(cost, profit):
    assert dev_cost(*money(cost), *money(profit), POLICY) == -1
    assert keep_cost(*money(cost), *money(profit), POLICY) == -1


def total(scores):
    columns = {c: np.array([score], np.int32) for c, score in zip(Criterion, scores)}
    found = selection_score(columns, POLICY)
    return found.score[0], found.coverage[0]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([10_000] * 8, (10_000, 10_000)),
        ([10_000, 0, 0, 0, 0, 0, 0, 0], (1800, 10_000)),
        ([8500, 7500, 5000, 8000, 4000, -1, 7500, -1], (6438, 8000)),
        ([8500, 7500, 5000, 8000, -1, -1, -1, -1], (-1, 5700)),
        ([-1] * 8, (-1, 0)),
    ],
    ids=["all", "weights", "costs unknown", "too little known", "nothing"],
)
def test_total(scores, expected):
    assert total(scores) == expected


def test_the_matrix_of_6_4_yields_about_the_default_weights():
    rows = "11151232 11131232 11131232 abb1accc 11151232 ccc2c121 bbb2bc1c ccc2c121".split()
    cells = {"a": Fraction(1, 5), "b": Fraction(1, 3), "c": Fraction(1, 2)}
    weights = priorities(full([[cells.get(x) or int(x) for x in row] for row in rows])).weights
    defaults = [float(weight) for _, weight in POLICY.selection.weights]
    assert [100 * weight for weight in weights] == pytest.approx(defaults, abs=1)


score = st.sampled_from([-1, 0, 2500, 8500, 10_000])


@settings(deadline=None, max_examples=60)
@given(st.lists(score, min_size=8, max_size=8))
def test_points_of_the_criteria_add_up_to_the_total(scores):
    parts = selection_points(dict(zip(Criterion, scores)), POLICY)
    assert [part is None for part in parts.values()] == [score == -1 for score in scores]
    found, coverage = total(scores)
    if coverage >= 6000:
        assert sum(part for part in parts.values() if part is not None) == found


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(0, 5), st.integers(2, 50))
def test_integrity_depends_on_the_ratio_only(due, paid, breaches, factor):
    paid = min(due, paid)
    once = integrity(*counts(due, paid, breaches), POLICY)
    assert once == integrity(*counts(due * factor, paid * factor, breaches), POLICY)
    assert once >= integrity(*counts(due, paid, breaches + 1), POLICY)
