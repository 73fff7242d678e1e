"""Arithmetic that stays exact: hundredths of domain §0.5, beyond 64 bits where it must."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiering.engine.exact import (
    as_hundredths,
    at_least,
    half_up,
    less,
    ratio,
    reaches,
    scaled,
    times,
    whole_weights,
)

big = st.integers(-5, 5) | st.integers(-(2**61), 2**61)
above_zero = st.integers(1, 5) | st.integers(1, 2**61)
quick = settings(deadline=None, max_examples=200)


@quick
@given(big, big)
def test_products(first, second):
    assert times(np.array([first]), second)[0] == first * second
    assert times(np.array([first]), np.array([second]))[0] == first * second


@quick
@given(big, above_zero)
def test_halves_are_rounded_up(top, bottom):
    rounded = half_up(np.array([top]), np.array([bottom]))[0]
    assert rounded == (Fraction(top, bottom) + Fraction(1, 2)).__floor__()


@quick
@given(big, st.integers(1, 2**80))
def test_divisors_and_factors_beyond_64_bits(top, bottom):
    column = np.array([top, 0])
    exact = Fraction(top, bottom) + Fraction(1, 2)
    assert half_up(column, bottom).tolist() == [exact.__floor__(), 0]
    assert times(column, bottom).tolist() == [top * bottom, 0]
    assert times(np.array([bottom], object), 0).tolist() == [0]
    assert reaches(column, bottom, Decimal("0.5"))[0] == (2 * top >= bottom)


@quick
@given(big, above_zero, st.decimals(0, 10**8, places=6))
def test_ratios_are_compared_exactly(top, bottom, least):
    reached = reaches(np.array([top]), np.array([bottom]), least)[0]
    assert reached == (Fraction(top, bottom) >= Fraction(least))


factors = st.fractions(0, 40) | st.integers(-4, 4).map(
    lambda digit: Fraction(1, 2) + Fraction(digit, 2**61)
)


@quick
@given(st.lists(st.tuples(st.integers(-(2**40), 2**40), factors), min_size=1))
def test_amounts_by_fractions_are_rounded_up_at_halves(pairs):
    amounts, fractions = zip(*pairs, strict=True)
    found = scaled(np.array(amounts), fractions, np.arange(len(pairs)))
    half = Fraction(1, 2)
    assert found.tolist() == [(a * f + half).__floor__() for a, f in pairs]


def test_what_does_not_fit_64_bits_is_refused():
    large = np.array([2**62])
    with pytest.raises(OverflowError):
        scaled(large, [Fraction(2)], np.array([0]))
    with pytest.raises(OverflowError):
        less(large, -large)
    assert less(-large, large).tolist() == [-(2**63)]


@pytest.mark.parametrize(
    ("part", "whole", "known", "expected"),
    [(1, 3, True, 3333), (1, 8, True, 1250), (0, 5, True, 0), (1, 0, True, -1), (1, 3, False, -1)],
)
def test_ratio(part, whole, known, expected):
    assert ratio(np.array([part]), np.array([whole]), np.array([known])) == expected


def test_scores_beyond_32_bits_are_refused():
    with pytest.raises(OverflowError):
        as_hundredths(np.array([2**31]))
    with pytest.raises(OverflowError):
        ratio(np.array([10**6]), np.array([1]), np.array([True]))


@pytest.mark.parametrize(
    ("score", "least", "expected"),
    [
        (5714, "57.14", True),
        (5714, "57.140001", False),
        (0, "0", True),
        (-1, "0", False),
    ],
)
def test_thresholds_meet_two_decimals(score, least, expected):
    assert at_least(np.array([score], np.int32), Decimal(least)) == expected


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((20, 30, 50), [2, 3, 5]),
        ((Decimal("0.2"), Decimal("0.3"), Decimal("0.5")), [2, 3, 5]),
        ((Fraction(1, 3), Fraction(1, 6)), [2, 1]),
        ((0, 7), [0, 1]),
    ],
)
def test_weights_are_proportions(weights, expected):
    assert whole_weights(weights) == expected
