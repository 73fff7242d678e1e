"""Priority and allocation (domain §6.12): the vectors, and what always holds."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.classes import KeyAccountClass
from plans.allocation import allocate, claims, priority, ranks
from tiering.engine.sections import Priority, ResourceFactor


def hundredths(*scores):
    return np.array([round(100 * score) for score in scores], np.int32)


def ints(*numbers):
    return np.array(numbers, np.int64)


def split(budget, claimed, least=None, value=None):
    claimed = ints(*claimed)
    least = np.zeros_like(claimed) if least is None else ints(*least)
    value = np.zeros_like(claimed) if value is None else ints(*value)
    return allocate(budget, claimed, least, ranks(value, np.arange(len(claimed)))).tolist()


class TestPriority:
    @pytest.mark.parametrize(
        ("parts", "weights", "expected"),
        [
            ((80, 60, 40), {}, 63.0),
            ((100, 100, 100), {}, 100.0),
            ((0, 0, 0), {}, 0.0),
            # A part that is not known leaves its weight to the others.
            ((80, 60, -0.01), {}, 70.67),
            ((80, -0.01, -0.01), {}, 80.0),
            ((80, 60, 40), {"value": "0.2", "potential": "0.2", "importance": "0.6"}, 52.0),
        ],
    )
    def test_by_hand(self, parts, weights, expected):
        rule = Priority(**{name: Decimal(share) for name, share in weights.items()})
        found = priority(*(hundredths(part) for part in parts), rule)
        assert found.tolist() == [round(100 * expected)]

    def test_the_class_counts_by_its_factor(self):
        classes = np.array([*KeyAccountClass, 0], np.int8)
        found = claims(hundredths(50, 50, 50, 50), classes, ResourceFactor())
        assert found.tolist() == [50_000, 35_000, 20_000, 20_000]

    def test_factors_of_zero_claim_nothing(self):
        nothing = ResourceFactor(CORE=0, IMPORTANT=0, OTHER=0)
        assert claims(hundredths(50), np.array([1], np.int8), nothing).tolist() == [0]


class TestSplit:
    @pytest.mark.parametrize(
        ("budget", "claimed", "least", "expected"),
        [
            (100, [50, 30, 20, 10], None, [46, 27, 18, 9]),
            (10, [1, 1, 1], None, [4, 3, 3]),
            (10, [8, 1, 1], [0, 2, 0], [7, 2, 1]),
            # Less for one makes another short of its least in turn.
            (10, [6, 2, 1], [0, 2, 3], [5, 2, 3]),
            (3, [1, 1, 1], [1, 1, 1], [1, 1, 1]),
            # The least is not there for all: the claims alone decide.
            (2, [9, 1, 1], [1, 1, 1], [2, 0, 0]),
            (5, [0, 0], [0, 4], [1, 4]),
            (7, [], None, []),
        ],
    )
    def test_by_hand(self, budget, claimed, least, expected):
        assert split(budget, claimed, least) == expected

    def test_equals_go_by_value_and_then_by_account(self):
        assert split(10, [1, 1, 1], value=[5, 9, 9]) == [3, 4, 3]


ROWS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 30)), min_size=1, max_size=40)


class TestAlways:
    @given(ROWS, st.integers(0, 100_000))
    def test_it_adds_up_and_keeps_the_least(self, rows, budget):
        claimed, least = zip(*rows, strict=True)
        found = split(budget, claimed, least)
        assert sum(found) == budget
        floor = least if sum(least) <= budget else [0] * len(least)
        assert all(got >= low for got, low in zip(found, floor, strict=True))

    @given(ROWS, st.integers(0, 100_000), st.integers(0, 30))
    def test_a_larger_claim_never_gets_less(self, rows, budget, least):
        claimed = [row[0] for row in rows]
        found = split(budget, claimed, [least] * len(claimed))
        order = np.argsort(claimed, kind="stable")
        gained = np.array(found)[order]
        apart = np.diff(np.array(claimed)[order]) > 0
        assert (np.diff(gained)[apart] >= 0).all()

    @given(ROWS, st.integers(0, 100_000))
    def test_nobody_is_more_than_a_unit_off_its_share(self, rows, budget):
        claimed = [row[0] + 1 for row in rows]
        whole = sum(claimed)
        for got, claim in zip(split(budget, claimed), claimed, strict=True):
            assert abs(got * whole - budget * claim) < whole
