"""Due dates, coverage and hours (domain §6.11)."""

from datetime import date, timedelta

import pytest

from kam.lib.classes import PyramidTier as T
from relationships import rules
from relationships.rules import DueStatus as S
from relationships.rules import Effort

AS_OF = date(2026, 11, 20)
STANDARDS = {
    T.TOP: Effort(T.TOP, 14, False),
    T.MAJOR: Effort(T.MAJOR, 30, False),
    T.ORDINARY: Effort(T.ORDINARY, 90, False),
    T.SMALL: Effort(T.SMALL, 180, True),
}


@pytest.mark.parametrize(
    ("visit_days", "days_since", "status"),
    [
        pytest.param(14, 0, S.OK, id="top-seen-today"),
        pytest.param(14, 10, S.OK, id="us02-top-10-days"),
        pytest.param(14, 11, S.DUE, id="us02-top-11-days"),
        pytest.param(14, 14, S.DUE, id="us02-top-14-days"),
        pytest.param(14, 15, S.OVERDUE, id="us02-top-15-days"),
        pytest.param(14, 21, S.OVERDUE, id="us02-top-21-days-is-still-overdue"),
        pytest.param(14, 22, S.LAPSED, id="us02-top-22-days"),
        pytest.param(30, 22, S.OK, id="major-8-left"),
        pytest.param(30, 23, S.DUE, id="major-7-left-a-quarter-of-30-rounds-down-to-7"),
        pytest.param(90, 82, S.OK, id="ordinary-8-left"),
        pytest.param(90, 83, S.DUE, id="ordinary-7-left-never-more-than-a-week-ahead"),
        pytest.param(180, 270, S.OVERDUE, id="small-at-one-and-a-half"),
        pytest.param(180, 271, S.LAPSED, id="small-beyond-one-and-a-half"),
        pytest.param(3, 3, S.DUE, id="three-days-due-on-the-day-only"),
        pytest.param(3, 2, S.OK, id="three-days-one-left"),
        pytest.param(1, 2, S.LAPSED, id="every-day"),
    ],
)
def test_status(visit_days, days_since, status):
    due = rules.next_due(
        start=AS_OF - timedelta(days=days_since), visit_days=visit_days, as_of=AS_OF
    )
    assert due.status is status
    assert due.days_left == visit_days - days_since == (due.due_on - AS_OF).days


@pytest.mark.parametrize(
    ("completed", "days", "visit_days", "share"),
    [
        pytest.param(6, 90, 14, 1.0, id="six-of-six"),
        pytest.param(3, 90, 14, 0.5, id="three-of-six"),
        pytest.param(9, 90, 14, 1.0, id="more-than-asked-is-one"),
        pytest.param(0, 10, 90, 0.0, id="at-least-one-is-asked"),
        pytest.param(1, 10, 90, 1.0, id="one-of-at-least-one"),
        pytest.param(2, 90, None, None, id="no-standard"),
    ],
)
def test_coverage(completed, days, visit_days, share):
    found = rules.coverage_share(completed=completed, days=days, visit_days=visit_days)
    assert found == share


def test_hours_of_one_account_per_tier():
    assert [STANDARDS[tier].hours_per_year for tier in T] == [102, 48, 12, 1]


@pytest.mark.parametrize(
    ("top", "hours", "percent"),
    [
        pytest.param(2, 762, 86.6, id="tv-6.11a"),
        pytest.param(3, 864, 98.2, id="tv-6.11a-one-more-top"),
        pytest.param(4, 966, 109.8, id="tv-6.11a-two-more-top"),
    ],
)
def test_utilisation_tv_6_11a(top, hours, percent):
    accounts = {T.TOP: top, T.MAJOR: 8, T.ORDINARY: 12, T.SMALL: 30}
    required = rules.required_hours(accounts, STANDARDS.values())
    assert required == hours
    assert round(100 * rules.utilisation(required), 1) == percent
    assert (rules.utilisation(required) > 1) is (top == 4)


def test_visits_of_a_two_week_cycle_tv_6_11b():
    """Weeks between calls 2/4/6/8/10 for 10/20/45/12/10 accounts: 40 calls in two weeks."""
    book = [(2, 10), (4, 20), (6, 45), (8, 12), (10, 10)]
    assert sum(accounts * 14 / (weeks * 7) for weeks, accounts in book) == 40


@pytest.mark.parametrize(
    ("visit_days", "days"),
    [(14, [3, 7, 14]), (30, [3, 7, 14, 30]), (180, [3, 7, 14, 180]), (5, [3, 5, 7])],
)
def test_days_offered_for_the_next_step(visit_days, days):
    assert rules.suggested_days(visit_days) == days


def test_days_offered_avoid_the_weekend():
    """Friday 20 November: in 3 days is Monday; the 30th day, a Sunday, moves to Monday."""
    found = [day.isoformat() for day in rules.suggested_dates(AS_OF, 30)]
    assert found == ["2026-11-23", "2026-11-27", "2026-12-04", "2026-12-21"]
