"""Core and important key accounts: domain §3.6."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import KeyAccountClass
from tiering.engine import Policy
from tiering.engine.alignment import alignment, key_account_classes, performance, strength

POLICY = Policy()
CORE, IMPORTANT, NONE = KeyAccountClass
NOT_RATED = 0


def rating(value):
    return np.array([value], np.int8)


def score(value):
    return np.array([value], np.int32)


def block(function, *columns):
    found = function(*columns, POLICY)
    return int(found.score[0]), int(found.coverage[0])


def aligned(idea, acceptance, execution):
    return block(alignment, rating(idea), rating(acceptance), score(execution))


def strong(performance_pct, *ratings):
    return block(strength, score(performance_pct), *map(rating, ratings))


def classified(al, st, idea, execution, before=-1, key=True):
    found = key_account_classes(
        np.array([key]), score(al), score(st), rating(idea), score(execution), score(before), POLICY
    )
    return found.key_class[0], bool(found.watch[0])


ST = 7275


@pytest.mark.parametrize(
    ("idea", "acceptance", "execution", "al", "key_class"),
    [(5, 4, 9000, 9025, CORE), (3, 3, 6000, 5350, IMPORTANT), (3, 5, 10_000, 8000, IMPORTANT)],
    ids=["TV 3.6a", "TV 3.6b", "TV 3.6c"],
)
def test_tv_3_6(idea, acceptance, execution, al, key_class):
    assert strong(8000, 4, 3, 4, 4) == (ST, 10_000)
    assert aligned(idea, acceptance, execution) == (al, 10_000)
    assert classified(al, ST, idea, execution) == (key_class, False)


@pytest.mark.parametrize(
    ("before", "watched"), [(7000, True), (7001, False), (9000, False), (-1, False)]
)
def test_tv_3_6c_is_watched_only_if_alignment_rose(before, watched):
    assert classified(8000, ST, 3, 10_000, before) == (IMPORTANT, watched)


@pytest.mark.parametrize(
    ("al", "expected"),
    [
        (7499, (IMPORTANT, True)),
        (7500, (CORE, False)),
        (6500, (IMPORTANT, True)),
        (6499, (IMPORTANT, False)),
    ],
)
def test_watch_list_lies_below_core(al, expected):
    assert classified(al, 6000, 4, 8000) == expected


@pytest.mark.parametrize(
    ("al", "st", "idea", "execution", "expected"),
    [
        (9000, 5999, 5, 9000, NONE),
        (9000, 6000, 5, 9000, CORE),
        (9000, 6000, 3, 9000, IMPORTANT),
        (9000, 6000, 5, 7999, IMPORTANT),
        (9000, 6000, 5, 8000, CORE),
        (-1, 5999, -1, -1, NONE),
        (9000, -1, 5, 9000, NOT_RATED),
        (-1, 6000, 5, 9000, NOT_RATED),
        (-1, 6000, 3, -1, IMPORTANT),
        (-1, 6000, -1, 7000, IMPORTANT),
        (9000, 6000, -1, 9000, NOT_RATED),
        (9000, 6000, 5, -1, NOT_RATED),
        (5000, 6000, -1, -1, IMPORTANT),
    ],
)
def test_conditions(al, st, idea, execution, expected):
    assert classified(al, st, idea, execution)[0] == expected


def test_only_key_accounts_are_rated():
    assert classified(9000, 9000, 5, 9000, key=False) == (NOT_RATED, False)
    assert classified(7000, 9000, 5, 9000, key=False) == (NOT_RATED, False)


def test_blocks_need_enough_that_is_known():
    assert aligned(-1, 4, 9000) == (8375, 6000)
    assert aligned(5, -1, -1) == (-1, 4000)
    assert strong(-1, 4, 3, 4, -1)[0] == -1
    assert strong(-1, 4, 3, 4, 4) == (6964, 7000)


def test_performance_is_measured_among_the_same_segment():
    revenue = np.array([100, 300, 200, 500, 900, 50], np.int64)
    segment = np.array([1, 1, 1, 2, -1, 1], np.int32)
    active = np.array([True, True, True, True, True, False])
    assert performance(revenue, segment, active).tolist() == [1667, 8333, 5000, 5000, -1, -1]


blocks = st.sampled_from([-1, 0, 5999, 6000, 6500, 7499, 7500, 10_000])
facts = st.tuples(blocks, blocks, st.sampled_from([-1, 1, 3, 4, 5]), blocks, blocks)


@settings(deadline=None, max_examples=200)
@given(facts)
def test_filling_in_what_is_unknown_changes_no_class(row):
    """An account is rated only where nothing that is missing could change its class."""
    al, st_, idea, execution, before = row
    known, _ = classified(*row)
    if known != NOT_RATED:
        for other in (0, 6000, 10_000):
            for rated in (1, 5):
                filled = (
                    other if al == -1 else al,
                    st_,
                    rated if idea == -1 else idea,
                    other if execution == -1 else execution,
                    before,
                )
                assert classified(*filled)[0] == known


@settings(deadline=None, max_examples=200)
@given(facts)
def test_only_important_accounts_are_watched(row):
    key_class, watched = classified(*row)
    assert not watched or key_class == IMPORTANT
