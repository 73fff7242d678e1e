"""RFM: domain §6.1, and the golden accounts of §12."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import RfmSegment
from tests.tiering.engine import golden
from tiering.engine import Policy, with_changes
from tiering.engine.rfm import quintiles, rfm, sort_score

QUINTILES = with_changes(Policy(), {"score.rfm_min_population": 0})


def scored(days, occasions, amount, policy=QUINTILES):
    columns = np.array(days, np.int32), np.array(occasions, np.int32), np.array(amount, np.int64)
    return rfm(*columns, policy)


def fifths(values):
    column = np.array(values, np.int64)
    return quintiles(column, np.ones(len(column), np.bool_)).tolist()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (list(range(10)), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([5, 5, 5, 5], [3, 3, 3, 3]),
        ([0, 0, 0, 10, 20], [2, 2, 2, 4, 5]),
        ([10, 20, 30, 40, 50], [1, 2, 3, 4, 5]),
        ([1] * 9 + [100], [3] * 9 + [5]),
        ([7], [3]),
        ([], []),
    ],
    ids=["ten distinct", "constant", "many zeros", "five", "one far away", "alone", "nobody"],
)
def test_tv_6_1(values, expected):
    assert fifths(values) == expected


def test_golden_accounts():
    found = rfm(golden.DAYS_SINCE_LAST, golden.OCCASIONS, golden.NET_REVENUE, Policy())
    assert found.label.tolist() == golden.RFM_LABELS.tolist()
    assert [RfmSegment(code).name for code in found.segment] == golden.SEGMENTS


@pytest.mark.parametrize(
    ("label", "segment"),
    [
        ("555", RfmSegment.IMPORTANT_VALUE),
        ("515", RfmSegment.IMPORTANT_DEVELOP),
        ("155", RfmSegment.IMPORTANT_KEEP),
        ("115", RfmSegment.IMPORTANT_WIN_BACK),
        ("551", RfmSegment.GENERAL_VALUE),
        ("511", RfmSegment.GENERAL_DEVELOP),
        ("151", RfmSegment.GENERAL_KEEP),
        ("111", RfmSegment.GENERAL_WIN_BACK),
    ],
)
def test_eight_segments(label, segment):
    days, occasions, amount = (9 if score == "5" else 1 for score in label)
    # A company of three, by bands: the best account, the worst, and this one.
    policy = with_changes(
        Policy(),
        {"rfm.bands.recency_days": [2, 3, 4, 5], "rfm.bands.occasions": [5, 6, 7, 8]}
        | {"rfm.bands.amount": [0.05, 0.06, 0.07, 0.08]},
    )
    found = scored([10 - days, 1, 9], [occasions, 9, 1], [amount, 9, 1], policy)
    assert found.label[0] == int(label)
    assert found.segment[0] == segment


def test_who_never_bought_is_a_potential_customer_and_not_ranked():
    found = scored([-1, 30, 10], [0, 1, 2], [0, 100, 200])
    assert found.label.tolist() == [0, 222, 444]
    assert found.segment[0] == RfmSegment.POTENTIAL
    assert sort_score(found, Policy()).tolist() == [-1, 200, 400]


def test_no_amount_in_the_window_is_the_worst_amount():
    found = scored([10, 20, 30], [3, 2, 0], [0, -100, 0])
    assert found.monetary.tolist() == [1, 1, 1]
    assert found.frequency.tolist() == [5, 3, 1]


@pytest.mark.parametrize(
    ("days", "occasions", "amount", "label"),
    [
        (0, 12, 1_000_000_00, 555),
        (29, 11, 999_999_99, 544),
        (30, 8, 200_000_00, 444),
        (89, 7, 199_999_99, 433),
        (90, 4, 50_000_00, 333),
        (180, 2, 10_000_00, 222),
        (364, 1, 9_999_99, 211),
        (365, 0, 0, 111),
    ],
)
def test_few_accounts_are_scored_by_bands(days, occasions, amount, label):
    found = scored([days] * 9, [occasions] * 9, [amount] * 9, Policy())
    assert set(found.label.tolist()) == {label}


def test_ten_accounts_are_enough_for_quintiles():
    assert set(scored([0] * 10, [12] * 10, [1] * 10, Policy()).label.tolist()) == {333}
    prospects = scored([0] * 9 + [-1], [12] * 10, [10**9] * 10, Policy())
    assert prospects.label.tolist() == [555] * 9 + [0]


def test_sort_score_has_the_weights_of_the_policy():
    found = scored([0] * 9, [4] * 9, [10_000_00] * 9, Policy())
    assert found.label[0] == 532
    assert sort_score(found, Policy())[0] == 290  # 0.2 x 5 + 0.3 x 3 + 0.5 x 2


def test_nobody():
    assert scored([], [], []).label.tolist() == []


accounts = st.lists(
    st.tuples(st.integers(-1, 20), st.integers(0, 5), st.integers(-3, 9)), max_size=30
)


@settings(deadline=None, max_examples=60)
@given(accounts)
def test_laws(rows):
    columns = [list(column) for column in zip(*rows)] or [[], [], []]
    found = scored(*columns)
    shifted = scored(*(column[1:] + column[:1] for column in columns))
    assert np.array_equal(np.roll(found.label, -1), shifted.label)
    for (days, *_rest), label, segment in zip(rows, found.label, found.segment):
        assert (label == 0) == (days == -1) == (segment == RfmSegment.POTENTIAL)
        assert label == 0 or set(str(label)) <= set("12345")
    more = scored(columns[0], columns[1], [1000 * amount for amount in columns[2]])
    assert np.array_equal(found.label, more.label)
