"""Weighted multi-criteria scoring: domain §6.3, and the mid-rank percentile of §0.5."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiering.engine.settings import Bands
from tiering.engine.weighted import (
    banded,
    least_from,
    min_max,
    percentile,
    points,
    rating_points,
    target,
    weighted_mean,
)

quick = settings(deadline=None, max_examples=60)
ENOUGH = Decimal("0.60")
COST = Bands.of("10 25 50 100", "100 80 60 30 0")


def whole(values):
    return np.array(values, np.int64)


def known(values):
    return np.array([value is not None for value in values], np.bool_)


def measured(function, values, *arguments, **options):
    column = whole([value or 0 for value in values])
    return function(column, known(values), *arguments, **options).tolist()


class TestBanded:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (-5, 100),
            (0, 100),
            (9, 100),
            (10, 80),
            (24, 80),
            (25, 60),
            (50, 30),
            (99, 30),
            (100, 0),
            (10**9, 0),
        ],
    )
    def test_a_bound_belongs_to_the_range_it_begins(self, value, expected):
        assert measured(banded, [value], COST) == [100 * expected]

    def test_unknown_has_no_points(self):
        assert measured(banded, [None, 10], COST) == [-1, 8000]

    def test_a_ratio_is_compared_exactly(self):
        bands = Bands.of("33.333333", "0 100")
        # 33.333333 % of 3,000,000 is 999,999.99: neither side is rounded.
        shares = banded(whole([99_999_999, 99_999_998]), np.ones(2, np.bool_), bands, 3_000_000)
        assert shares.tolist() == [10_000, 0]

    def test_amounts_beyond_64_bits_are_exact(self):
        bands = Bands.of("999999999.999999", "0 100")
        values = whole([999_999_999_999_999, 999_999_999_999_998]) * 1000
        both = banded(values, np.ones(2, np.bool_), bands, 10**9)
        assert both.tolist() == [10_000, 0]


def test_ratings_are_quarters_of_100():
    assert rating_points(np.array([1, 2, 3, 4, 5, -1], np.int8)).tolist() == [
        0,
        2500,
        5000,
        7500,
        10_000,
        -1,
    ]


@pytest.mark.parametrize("rating", [0, 6, -2])
def test_other_ratings_are_refused(rating):
    with pytest.raises(ValueError, match="1 to 5"):
        rating_points(np.array([rating], np.int8))


@pytest.mark.parametrize(
    ("values", "cost", "expected"),
    [
        ([10, 10, 10], False, [5000, 5000, 5000]),
        ([10, 20, 40], False, [0, 3333, 10_000]),
        ([10, 20, 40], True, [10_000, 6667, 0]),
        ([-10, None, 10], False, [0, -1, 10_000]),
        ([None], False, [-1]),
        ([], False, []),
    ],
    ids=["TV 6.3: all equal", "benefit", "cost", "unknown", "nobody known", "nobody"],
)
def test_min_max(values, cost, expected):
    assert measured(min_max, values, cost=cost) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 5, 5, 5], [5000] * 4),
        ([7], [5000]),
        ([1, 2, 3, 4], [1250, 3750, 6250, 8750]),
        ([3, 1, 3], [6667, 1667, 6667]),
        ([3, None, 1], [7500, -1, 2500]),
        ([], []),
    ],
    ids=["constant", "one", "distinct", "ties", "unknown", "nobody"],
)
def test_percentile(values, expected):
    assert measured(percentile, values) == expected


def test_percentile_among_the_same_group():
    groups = np.array([2, 1, 2, 1, 3], np.int32)
    assert measured(percentile, [10, 10, 20, 10, -7], groups) == [2500, 5000, 7500, 5000, 5000]


@pytest.mark.parametrize(
    ("value", "goal", "expected"),
    [
        (50, 200, 2500),
        (200, 200, 10_000),
        (300, 200, 10_000),
        (-50, 200, 0),
        (50, 0, -1),
        (None, 200, -1),
    ],
    ids=["part", "attained", "more", "negative", "no target", "unknown"],
)
def test_target(value, goal, expected):
    assert measured(target, [value], whole([goal])) == [expected]


def mean(scores, weights, enough=ENOUGH):
    columns = [np.array([score], np.int32) for score in scores]
    found = weighted_mean(columns, weights, enough)
    return found.score[0], found.coverage[0]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((8000, -1, 6000), (6571, 7000)),
        ((8000, -1, -1), (-1, 2000)),
        ((-1, -1, -1), (-1, 0)),
        ((8000, 4000, 6000), (5800, 10_000)),
        ((0, 0, 0), (0, 10_000)),
    ],
    ids=["TV 6.3: one missing", "TV 6.3: too little known", "nothing", "all", "zero is known"],
)
def test_tv_6_3(scores, expected):
    assert mean(scores, (20, 30, 50)) == expected


def test_coverage_that_is_just_enough():
    assert mean((8000, -1), (60, 40)) == (8000, 6000)
    assert mean((8000, -1), (Decimal("59.9"), Decimal("40.1"))) == (-1, 5990)


def test_a_known_criterion_without_weight_makes_no_score():
    assert mean((8000, -1), (0, 1), Decimal(0)) == (-1, 0)


@pytest.mark.parametrize("function", [mean, points])
@pytest.mark.parametrize("weights", [(1, -1), (0, 0), (1,)], ids=["negative", "zero", "missing"])
def test_weights_that_are_refused(function, weights):
    with pytest.raises(ValueError):
        function((8000, 6000), weights)


@pytest.mark.parametrize(
    ("scores", "weights", "expected"),
    [
        ((8000, -1, 6000), (20, 30, 50), [2286, None, 4285]),
        ((10_000, 10_000, 10_000), (1, 1, 1), [3334, 3333, 3333]),
        ((-1, -1), (1, 1), [None, None]),
        ((0, 5000), (1, 1), [0, 2500]),
    ],
    ids=["spread over the known", "the first among equals", "nothing known", "zero is known"],
)
def test_points(scores, weights, expected):
    assert points(scores, weights) == expected


scores_and_weights = st.lists(
    st.tuples(
        st.sampled_from([-1, 0, 1, 5000, 10_000]) | st.integers(0, 10_000),
        st.integers(0, 100_000).map(lambda weight: Decimal(weight) / 1000),
    ),
    min_size=1,
    max_size=8,
).filter(lambda rows: any(weight for _, weight in rows))


@quick
@given(scores_and_weights)
def test_points_add_up_to_the_score(rows):
    scores, weights = zip(*rows)
    score, _coverage = mean(scores, weights, Decimal(0))
    added = [part for part in points(scores, weights) if part is not None]
    assert sum(added) == (score if score != -1 else 0)
    assert all(part >= 0 for part in added)


@quick
@given(scores_and_weights)
def test_the_mean_is_rounded_once(rows):
    scores, weights = zip(*rows)
    rated = [(score, Fraction(weight)) for score, weight in rows if score != -1 and weight]
    if rated:
        exact = sum(s * w for s, w in rated) / sum(w for _, w in rated)
        assert mean(scores, weights, Decimal(0))[0] == int(exact + Fraction(1, 2))


@quick
@given(scores_and_weights, st.integers(2, 1000))
def test_weights_times_a_constant_change_no_score(rows, factor):
    scores, weights = zip(*rows)
    assert mean(scores, weights) == mean(scores, [weight * factor for weight in weights])


small = st.integers(-3, 3) | st.integers(-(10**15), 10**15)


@quick
@given(st.lists(st.tuples(small | st.none(), st.integers(0, 2)), max_size=20))
def test_percentile_is_the_definition(rows):
    values = [value for value, _ in rows]
    groups = np.array([group for _, group in rows], np.int32)
    for (value, group), found in zip(rows, measured(percentile, values, groups)):
        peers = [v for v, g in rows if v is not None and g == group]
        if value is None:
            assert found == -1
        else:
            less, equal = sum(v < value for v in peers), peers.count(value)
            share = Fraction(10_000 * (2 * less + equal), 2 * len(peers))
            assert found == int(share + Fraction(1, 2))


@quick
@given(st.lists(small, min_size=2, max_size=20))
def test_min_max_as_benefit_and_as_cost_are_mirrors(values):
    benefit, cost = measured(min_max, values), measured(min_max, values, cost=True)
    assert all(10_000 <= one + other <= 10_001 for one, other in zip(benefit, cost))
    assert all(0 <= score <= 10_000 for score in benefit)


@quick
@given(st.lists(st.integers(-3, 3), max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_the_least_value_from_a_percentile_on(values, top, bottom):
    def share(value):
        less, equal = sum(v < value for v in values), values.count(value)
        return Fraction(2 * less + equal, 2 * len(values))

    high = [value for value in values if share(value) >= Fraction(top, bottom)]
    assert least_from(whole(sorted(values)), top, bottom) == min(high, default=None)
