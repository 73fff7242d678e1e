"""Weights from pairwise judgements: domain §6.4."""

from fractions import Fraction
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiering.engine import Policy
from tiering.engine.ahp import SCALE, from_upper, full, hundredths, nearest, priorities, worst

LIMIT = Policy().score.ahp_cr_max


def rows(text):
    return [[Fraction(cell) for cell in row.split()] for row in text.split(",")]


@pytest.mark.parametrize(
    ("matrix", "weights", "eigenvalue", "ratio"),
    [
        (
            "1 1/2 4 3 3, 2 1 7 5 5, 1/4 1/7 1 1/2 1/3, 1/3 1/5 2 1 1, 1/3 1/5 3 1 1",
            (0.2636, 0.4758, 0.0538, 0.0981, 0.1087),
            5.0721,
            0.0161,
        ),
        ("1 2 6, 1/2 1 3, 1/6 1/3 1", (0.6, 0.3, 0.1), 3, 0),
        (
            "1 1 1 5 1 2 3 2, 1 1 1 3 1 2 3 2, 1 1 1 3 1 2 3 2,"
            "1/5 1/3 1/3 1 1/5 1/2 1/2 1/2, 1 1 1 5 1 2 3 2, 1/2 1/2 1/2 2 1/2 1 2 1,"
            "1/3 1/3 1/3 2 1/3 1/2 1 1/2, 1/2 1/2 1/2 2 1/2 1 2 1",
            (0.1834, 0.1725, 0.1725, 0.0439, 0.1834, 0.0926, 0.0591, 0.0926),
            8.0669,
            0.0068,
        ),
        ("1", (1,), 1, 0),
        ("1 3, 1/3 1", (0.75, 0.25), 2, 0),
    ],
    ids=["TV 6.4a", "TV 6.4b", "TV 6.4d", "one criterion", "two criteria"],
)
def test_weights(matrix, weights, eigenvalue, ratio):
    found = priorities(full(rows(matrix)))
    assert found.weights == pytest.approx(weights, abs=1e-4)
    assert found.eigenvalue == pytest.approx(eigenvalue, abs=1e-4)
    assert found.cr == pytest.approx(ratio, abs=1e-4)
    assert found.consistent(LIMIT)


def test_tv_6_4a_consistency_index():
    found = priorities(from_upper(rows("1/2 4 3 3, 7 5 5, 1/2 1/3, 1")))
    assert found.ci == pytest.approx(0.0180, abs=1e-4)


def test_tv_6_4c_contradictions_are_not_consistent():
    found = priorities(full(rows("1 3 1/5, 1/3 1 3, 5 1/3 1")))
    assert found.eigenvalue == pytest.approx(4.838, abs=1e-3)
    assert found.cr == pytest.approx(1.58, abs=5e-3)
    assert not found.consistent(LIMIT)


def test_a_triangle_is_completed():
    assert from_upper([[2, 6], [3]]) == full(rows("1 2 6, 1/2 1 3, 1/6 1/3 1"))
    assert from_upper([]) == full([[1]])


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ("1 2, 1/3 1", "reciprocal"),
        ("1 2, -1/2 1", "positive"),
        ("1 0, 0 1", "positive"),
        ("2 1, 1 1", "reciprocal"),
        ("1 2 3, 1/2 1", "square"),
        ("1 10, 1/10 1", "1/9 to 9"),
        (", ".join(["1 " * 12] * 12), "1 to 11"),
    ],
)
def test_matrices_that_are_refused(matrix, message):
    with pytest.raises(ValueError, match=message):
        full(rows(matrix))


@pytest.mark.parametrize(
    "triangle", [[[2, 6], []], [[0]], [[2], [3]], [[1] * n for n in range(12)]]
)
def test_triangles_that_are_refused(triangle):
    with pytest.raises(ValueError):
        from_upper(triangle)


def test_no_criteria_are_refused():
    with pytest.raises(ValueError, match="1 to 11"):
        full([])


def named(triangle):
    matrix = from_upper(rows(triangle))
    return [(each.row, each.column) for each in worst(matrix, priorities(matrix).weights)]


@pytest.mark.parametrize(
    ("triangle", "pairs"),
    [
        pytest.param("3 1/5, 3", [(0, 1), (0, 2), (1, 2)], id="TV 6.4c, a circle of three"),
        pytest.param("9 9 9, 1 1, 9", [(2, 3)], id="two that equal a third differ"),
        pytest.param(
            "1 1 1, 1 1, 1", [(i, j) for i in range(4) for j in range(i + 1, 4)], id="none"
        ),
    ],
)
def test_the_judgements_that_depart_most_are_named(triangle, pairs):
    assert named(triangle) == pairs


def test_a_departure_says_what_the_others_imply():
    matrix = from_upper([[2, 6], [3]])
    (found, *_rest) = worst(matrix, priorities(matrix).weights)
    assert (found.judgement, found.implied) == (2, pytest.approx(2))
    assert worst(full([[1]]), (1.0,)) == []


@pytest.mark.parametrize(
    ("ratio", "step"),
    [
        (1, 1),
        (1.3, 1),
        (1.5, 2),
        (18 / 5, 4),
        (40, 9),
        (0.25, Fraction(1, 4)),
        (0.01, Fraction(1, 9)),
    ],
)
def test_a_ratio_has_a_nearest_step(ratio, step):
    assert nearest(ratio) == step


def test_tv_6_4d_as_shares_of_100():
    triangle = "1 1 5 1 2 3 2, 1 3 1 2 3 2, 3 1 2 3 2, 1/5 1/2 1/2 1/2, 2 3 2, 2 1, 1/2"
    shares = hundredths(priorities(from_upper(rows(triangle))).weights)
    wanted = "18.34 17.25 17.25 4.39 18.34 9.26 5.91 9.26"
    assert " ".join(map(str, shares)) == wanted
    assert sum(shares) == 100


judgements = st.sampled_from(SCALE)
triangles = st.integers(1, 11).flatmap(
    lambda size: st.tuples(
        *(st.lists(judgements, min_size=n, max_size=n) for n in range(size - 1, 0, -1))
    )
)


@settings(deadline=None, max_examples=40)
@given(triangles)
def test_weights_are_positive_shares_that_solve_the_matrix(triangle):
    matrix = from_upper(triangle)
    found = priorities(matrix)
    assert fsum(found.weights) == pytest.approx(1, abs=1e-12)
    assert min(found.weights) > 0
    assert found.cr >= 0
    for row, weight in zip(matrix, found.weights):
        product = fsum(float(cell) * other for cell, other in zip(row, found.weights))
        assert product == pytest.approx(found.eigenvalue * weight, abs=1e-9)
    assert priorities(matrix) == found
    assert sum(hundredths(found.weights)) == 100
    for share, weight in zip(hundredths(found.weights), found.weights):
        assert float(share) == pytest.approx(100 * weight, abs=0.0101)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([1, 2, 3]), min_size=3, max_size=11))
def test_judgements_that_follow_from_weights_give_them_back(weights):
    matrix = full([[Fraction(a, b) for b in weights] for a in weights])
    shares = [weight / sum(weights) for weight in weights]
    found = priorities(matrix)
    assert found.weights == pytest.approx(shares, abs=1e-9)
    assert found.cr == pytest.approx(0, abs=1e-9)
