"""Whale curve and the accounts that lose money: domain §6.8, §3.9.3, and the golden accounts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiering.engine import golden
from tiering.engine.profitability import loss_list, whale_curve

YUAN = 100


def curve(amounts):
    column = np.array([amount or 0 for amount in amounts], np.int64)
    return whale_curve(column, np.array([amount is not None for amount in amounts], np.bool_))


def losses(contribution, clv):
    columns = []
    for amounts in (contribution, clv):
        columns.append(np.array([amount or 0 for amount in amounts], np.int64))
        columns.append(np.array([amount is not None for amount in amounts], np.bool_))
    return loss_list(*columns).tolist()


def test_tv_6_8():
    found = curve([500, 300, 200, 100, 50, 0, -30, -70, -150, -200])
    assert [f"{share / 100:.2f}" for share in found.shares] == (
        "71.43 114.29 142.86 157.14 164.29 164.29 160.00 150.00 128.57 100.00".split()
    )
    assert (found.peak_share, found.peak_position, found.erosion) == (16429, 5, 6429)
    assert (found.peak, found.losers, found.lost) == (1150, 4, -450)


def test_golden_accounts():
    contribution = golden.GROSS_PROFIT - golden.COST_TO_SERVE
    everybody = np.ones(20, np.bool_)
    found = whale_curve(contribution, everybody)
    assert found.cumulative[-1] == 3_606_000 * YUAN
    assert (found.peak_share, found.peak_position) == (10_075, 16)
    assert (found.losers, found.lost) == (4, -27_000 * YUAN)
    worth = np.ones(20, np.int64)
    losing = loss_list(contribution, everybody, worth, everybody)
    assert [golden.NAMES[row] for row in losing] == ["C20", "C19", "C16", "C17"]
    assert contribution[losing].tolist() == [
        amount * YUAN for amount in (-13_000, -6000, -5000, -3000)
    ]


@pytest.mark.parametrize(
    ("amounts", "cumulative", "peak", "position"),
    [
        ([100, -300], [100, -200], 100, 1),
        ([100, -100], [100, 0], 100, 1),
        ([-5, -3], [-3, -8], 0, 0),
        ([0, 0], [0, 0], 0, 0),
        ([], [], 0, 0),
    ],
    ids=["a loss", "nothing", "only losses", "only zeros", "nobody"],
)
def test_without_a_total_above_0_there_are_no_percentages(amounts, cumulative, peak, position):
    found = curve(amounts)
    assert found.cumulative.tolist() == cumulative
    assert (found.peak, found.peak_position) == (peak, position)
    assert (found.shares, found.peak_share, found.erosion) == (None, None, None)


def test_without_losses_the_peak_is_the_end():
    found = curve([1, 3, 2])
    assert found.order.tolist() == [1, 2, 0]
    assert (found.peak_share, found.peak_position, found.erosion) == (10_000, 3, 0)


def test_unknown_contribution_is_left_out():
    assert curve([100, None, -50]).order.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("contribution", "clv", "expected"),
    [
        ([-5, 3, -9], [1, 1, 1], [2, 0]),
        ([5, 3, -9], [-1, 1, 1], [2, 0]),
        ([5, 5, 5], [-1, -7, 0], [1, 0]),
        ([-5, -5, -5], [0, -1, 0], [1, 0, 2]),
        ([None, -1, 0], [None, None, None], [1]),
        ([None, -1], [-4, 9], [1, 0]),
        ([], [], []),
    ],
    ids=[
        "contribution below 0",
        "lifetime value below 0",
        "by lifetime value among equals",
        "then by row",
        "unknown is no loss",
        "unknown contribution, negative lifetime value",
        "nobody",
    ],
)
def test_loss_list(contribution, clv, expected):
    assert losses(contribution, clv) == expected


amounts = st.lists(st.integers(-5, 5) | st.integers(-(10**12), 10**12), max_size=20)


@settings(deadline=None, max_examples=60)
@given(amounts)
def test_laws_of_the_curve(values):
    found = curve(values)
    assert sorted(found.order.tolist()) == list(range(len(values)))
    assert found.peak == sum(value for value in values if value > 0)
    assert found.peak_position == sum(value > 0 for value in values)
    assert found.lost == sum(values) - found.peak
    if found.shares is not None:
        assert found.shares[-1] == 10_000
        assert found.erosion >= 0
