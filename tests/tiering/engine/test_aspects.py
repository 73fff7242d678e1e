"""Recognising a key account: domain §3.5."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import AspectState as State
from kam.lib.classes import Recognition, TransactionPattern
from tiering.engine import Policy, with_changes
from tiering.engine.aspects import (
    Lacking,
    big_order_cut,
    big_orders,
    large_sales,
    long_cooperation,
    rated,
    recognise,
    strategic_project,
)

POLICY = Policy()
YUAN = 100
PERCENTILE_50 = {"key_account.big_order_percentile": 50}
YES, NO = np.array([True]), np.array([False])


def one(value, dtype=np.int32):
    return np.array([value], dtype)


class TestBigOrders:
    def test_the_80th_percentile_of_active_accounts(self):
        orders = np.arange(1, 11) * 1000
        known = np.ones(10, np.bool_)
        cut = big_order_cut(orders, known, POLICY)
        assert cut == 9000  # mid-rank 0.85; 8,000 has 0.75
        assert big_orders(orders, known, cut).tolist() == [State.NOT_MET] * 8 + [State.MET] * 2

    def test_or_100_000(self):
        orders = np.array([99_999_99, 100_000_00, 300_000_00, 0])
        known = np.array([True, True, True, False])
        cut = big_order_cut(orders, known, POLICY)
        assert cut == 100_000_00
        assert big_orders(orders, known, cut).tolist() == [0, 2, 2, -1]

    def test_unknown_is_never_big(self):
        orders, known = np.array([-5, -7, 0]), np.array([True, True, False])
        cut = big_order_cut(orders, known, with_changes(POLICY, PERCENTILE_50))
        assert big_orders(orders, known, cut).tolist() == [State.MET, State.NOT_MET, State.UNKNOWN]

    @pytest.mark.parametrize("orders", [[500] * 9, []], ids=["all equal", "nobody"])
    def test_without_a_percentile_the_amount_alone_counts(self, orders):
        known = np.ones(len(orders), np.bool_)
        assert big_order_cut(np.array(orders, np.int64), known, POLICY) == 100_000_00


@pytest.mark.parametrize(
    ("tenure", "contract", "state"),
    [
        (36, 0, State.MET),
        (35, 0, State.PARTLY),
        (12, 0, State.PARTLY),
        (11, 0, State.NOT_MET),
        (0, 36, State.MET),
        (0, 35, State.NOT_MET),
        (-1, 36, State.MET),
        (-1, 0, State.UNKNOWN),
        (36, -1, State.MET),
        (12, -1, State.UNKNOWN),
    ],
)
def test_long_cooperation(tenure, contract, state):
    assert long_cooperation(one(tenure), one(contract), POLICY) == state


@pytest.mark.parametrize(
    ("share", "tier", "potential", "state"),
    [
        (100, 4, 0, State.MET),
        (99, 4, 0, State.NOT_MET),
        (0, 2, 0, State.MET),
        (0, 1, -1, State.MET),
        (0, 3, 6999, State.NOT_MET),
        (0, 3, 7000, State.MET),
        (-1, 0, 7000, State.MET),
        (0, 3, -1, State.UNKNOWN),
        (0, 0, 0, State.UNKNOWN),
        (-1, 3, 0, State.UNKNOWN),
    ],
)
def test_large_sales(share, tier, potential, state):
    assert large_sales(one(share), one(tier, np.int8), one(potential), POLICY) == state


@pytest.mark.parametrize(
    ("value", "known", "state"),
    [
        (500_000 * YUAN, YES, State.MET),
        (500_000 * YUAN - 1, YES, State.NOT_MET),
        (0, YES, State.NOT_MET),
        (0, NO, State.UNKNOWN),
    ],
)
def test_strategic_project(value, known, state):
    assert strategic_project(one(value, np.int64), known, POLICY) == state


@pytest.mark.parametrize(
    ("rating", "state"),
    [(5, State.MET), (4, State.MET), (3, State.PARTLY), (2, State.NOT_MET), (1, State.NOT_MET)]
    + [(-1, State.UNKNOWN)],
)
def test_rated_aspects(rating, state):
    assert rated(one(rating, np.int8), POLICY) == state


def found(aspects, pattern="REPEAT", contract=0, credit=80, policy=POLICY):
    halves = np.array([[-1 if aspect is None else 2 * aspect] for aspect in aspects], np.int8)
    result = recognise(
        halves,
        one(TransactionPattern[pattern], np.int8),
        one(contract),
        one(credit, np.int16),
        policy,
    )
    return (
        Recognition(result.recognition[0]),
        int(result.quality[0]),
        Lacking(int(result.lacking[0])),
    )


ENOUGH = (1, 1, 1, 0, 0.5, 0.5, 0)
NONE = Lacking(0)
QUALIFIED, NOT, INSUFFICIENT = Recognition


@pytest.mark.parametrize(
    ("aspects", "expected"),
    [
        (ENOUGH, (QUALIFIED, 5714, NONE)),
        ((0, 1, 0, 0, 1, 1, 1), (NOT, 5714, Lacking.BUSINESS)),
        ((1, 1, None, None, None, 1, 1), (INSUFFICIENT, 10_000, Lacking.KNOWN_ASPECTS)),
    ],
)
def test_tv_3_5(aspects, expected):
    assert found(aspects) == expected


@pytest.mark.parametrize(
    ("aspects", "others", "expected"),
    [
        ((1, 1, 1, 0, 0.5, 0, 0), {}, (NOT, 5000, Lacking.QUALITY)),
        ((1, 1, None, None, 0.5, 0.5, 0), {}, (QUALIFIED, 6000, NONE)),
        (ENOUGH, {"pattern": "LAPSED"}, (NOT, 5714, Lacking.PATTERN)),
        (ENOUGH, {"pattern": "BIG_REFERRER"}, (QUALIFIED, 5714, NONE)),
        (ENOUGH, {"pattern": "ONE_OFF", "contract": 24}, (NOT, 5714, Lacking.PATTERN)),
        ((0, 1, 0, 1, 1, 1, 0), {"pattern": "ONE_OFF", "contract": 24}, (QUALIFIED, 5714, NONE)),
        (
            (0, 1, 0, 1, 1, 1, 0),
            {"pattern": "ONE_OFF", "contract": 23},
            (NOT, 5714, Lacking.PATTERN),
        ),
        (ENOUGH, {"credit": 29}, (NOT, 5714, Lacking.CREDIT)),
        (ENOUGH, {"credit": 30}, (QUALIFIED, 5714, NONE)),
        (ENOUGH, {"credit": -1}, (QUALIFIED, 5714, NONE)),
        (
            (0, 0, 0, 0, 0, 0, 0),
            {"pattern": "NONE", "credit": 0},
            (NOT, 0, Lacking.QUALITY | Lacking.BUSINESS | Lacking.PATTERN | Lacking.CREDIT),
        ),
        (
            (None,) * 7,
            {},
            (INSUFFICIENT, -1, Lacking.KNOWN_ASPECTS | Lacking.QUALITY | Lacking.BUSINESS),
        ),
    ],
    ids=[
        "three and a half of seven",
        "unknown aspects are left out, not counted as 0",
        "a lapsed buyer",
        "a big referrer",
        "a contract alone does not make up for the pattern",
        "a strategic project with a contract does",
        "its contract has to last for years",
        "poor credit",
        "credit just good enough",
        "unknown credit",
        "everything lacks",
        "nothing is known",
    ],
)
def test_conditions(aspects, others, expected):
    assert found(aspects, **others) == expected


def test_quality_is_compared_with_two_decimals():
    exactly = with_changes(POLICY, {"key_account.q_min": 57.14})
    above = with_changes(POLICY, {"key_account.q_min": 57.141})
    assert found(ENOUGH, policy=exactly)[0] is QUALIFIED
    assert found(ENOUGH, policy=above)[0] is NOT


aspect = st.sampled_from([None, 0, 0.5, 1])
rows = st.lists(aspect, min_size=7, max_size=7)
pattern = st.sampled_from([pattern.name for pattern in TransactionPattern])


@settings(deadline=None, max_examples=100)
@given(rows, pattern, st.integers(0, 60), st.integers(-1, 100))
def test_who_qualifies_lacks_nothing(aspects, pattern, contract, credit):
    recognition, quality, lacking = found(aspects, pattern, contract, credit)
    assert (recognition is QUALIFIED) == (lacking == NONE)
    assert (recognition is INSUFFICIENT) == (Lacking.KNOWN_ASPECTS in lacking)
    assert -1 <= quality <= 10_000


@settings(deadline=None, max_examples=100)
@given(rows, st.integers(0, 6))
def test_a_better_known_aspect_never_costs_the_recognition(aspects, which):
    better = list(aspects)
    if better[which] is not None:
        better[which] = 1
        assert found(better)[0] <= found(aspects)[0]
