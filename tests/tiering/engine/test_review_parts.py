"""The small questions around a review: when, who is inside a buffer, what a decision changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from kam.lib.classes import PyramidTier as Tier
from tiering.engine import Policy, with_changes
from tiering.engine.review import (
    AccountStanding,
    approve,
    expire,
    is_review_due,
    newcomers,
    rank_buffer,
    reject,
    score_buffer,
)

DAY = 739_000


@pytest.mark.parametrize(
    ("last", "as_of", "review_day", "expected"),
    [
        (None, "2026-05-17", 1, "2026-05-17"),
        ("2026-05-17", "2026-05-18", 1, None),
        ("2026-05-17", "2026-06-01", 1, "2026-06-01"),
        ("2026-06-01", "2026-06-01", 1, None),
        ("2026-06-01", "2026-06-30", 1, None),
        ("2026-06-01", "2026-07-03", 1, "2026-07-01"),
        ("2026-06-01", "2026-10-03", 1, "2026-10-01"),
        ("2026-07-01", "2026-06-15", 1, None),
        ("2025-12-15", "2026-01-14", 15, None),
        ("2025-12-15", "2026-01-15", 15, "2026-01-15"),
        ("2026-01-28", "2026-03-01", 28, "2026-02-28"),
        ("2025-11-28", "2026-01-02", 28, "2025-12-28"),
    ],
    ids=[
        "first run of a book",
        "the night after it",
        "first of the month",
        "the same night again",
        "end of the month",
        "missed, two days late",
        "several missed, one is held",
        "a past night again",
        "another day, the night before",
        "another day",
        "missed at the end of February",
        "missed at the end of the year",
    ],
)
def test_reviews_are_due(last, as_of, review_day, expected):
    policy = with_changes(Policy(), {"hysteresis.review_day": review_day})
    last_review = date.fromisoformat(last) if last else None
    due = is_review_due(last_review, date.fromisoformat(as_of), policy)
    assert due == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("cut", "pct", "last_inside"),
    [
        (20, 10, 22),
        (1, 10, 2),
        (9, 10, 10),
        (10, 10, 11),
        (11, 10, 13),
        (20, 0, 21),
        (7, 15, 9),
        (100, 10, 110),
        (2_000_000, 10, 2_200_000),
    ],
)
def test_rank_buffer(cut, pct, last_inside):
    ranks = np.array([0, 1, last_inside, last_inside + 1], np.int32)
    assert rank_buffer(ranks, cut, pct).tolist() == [False, True, True, False]


def test_rank_buffer_takes_the_cut_of_each_account():
    ranks, cuts = np.array([3, 3], np.int32), np.array([1, 20], np.int32)
    assert rank_buffer(ranks, cuts, 10).tolist() == [False, True]


@pytest.mark.parametrize(
    ("threshold", "buffer", "first_inside"),
    [("60", "5", 5500), ("75", "0", 7500), ("60", "5.005", 5500), ("60", "4.995", 5501)],
)
def test_score_buffer(threshold, buffer, first_inside):
    scores = np.array([-1, first_inside - 1, first_inside, 10_000], np.int32)
    inside = score_buffer(scores, Decimal(threshold), Decimal(buffer))
    assert inside.tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("days", "occasions", "expected"),
    [(89, 2, True), (90, 0, False), (0, 3, False), (-1, 0, True), (-1, 3, False)],
    ids=["new", "90 days", "3 occasions", "contract alone", "bought before the ledger begins"],
)
def test_newcomers(days, occasions, expected):
    columns = np.array([days], np.int32), np.array([occasions], np.int32)
    assert newcomers(*columns, Policy()).tolist() == [expected]


PROPOSED = AccountStanding(
    value=Tier.MAJOR,
    streak=2,
    since=DAY - 200,
    silent_until=DAY - 50,
    silent_for=Tier.TOP,
    open_proposal=Tier.TOP,
)


def test_approval_makes_the_change():
    assert approve(PROPOSED, DAY) == AccountStanding(
        value=Tier.TOP, streak=0, since=DAY, silent_until=-1, silent_for=0, open_proposal=0
    )


def test_rejection_keeps_class_and_streak_and_silences_the_computed_class():
    rejected = reject(PROPOSED, Tier.TOP, Policy(), DAY)
    assert rejected == replace(
        PROPOSED, silent_until=DAY + 60, silent_for=Tier.TOP, open_proposal=0
    )


def test_nothing_proposed_is_nothing_to_decide():
    decided = approve(PROPOSED, DAY)
    with pytest.raises(ValueError, match="nothing is proposed"):
        approve(decided, DAY)
    with pytest.raises(ValueError, match="nothing is proposed"):
        reject(decided, Tier.TOP, Policy(), DAY)


def test_proposals_expire_when_older_than_the_limit():
    raised = np.array([DAY, DAY - 30, DAY - 31], np.int32)
    assert expire(raised, Policy(), DAY).tolist() == [False, False, True]
