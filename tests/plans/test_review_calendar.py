"""Reviews of a year's plan: how many by class, when, and what was held (domain §6.11)."""

from datetime import date
from types import SimpleNamespace

import pytest

from kam.lib.classes import KeyAccountClass as Class
from kam.lib.classes import PyramidTier as Tier
from plans.models import Plan
from plans.review_calendar import calendar, per_year, review_days
from tests import factories

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("tier", "key_class", "times"),
    [
        (Tier.TOP, Class.NONE, 4),
        (Tier.MAJOR, Class.NONE, 2),
        (Tier.ORDINARY, Class.NONE, 1),
        (Tier.ORDINARY, Class.CORE, 4),
        (Tier.SMALL, Class.IMPORTANT, 2),
        (Tier.TOP, Class.IMPORTANT, 4),
        (0, 0, 1),
    ],
    ids=str,
)
def test_times_a_year(tier, key_class, times):
    rating = SimpleNamespace(pyramid=tier, key_class=key_class)
    assert per_year(SimpleNamespace(rating=rating)) == times


def test_an_account_without_a_class_is_reviewed_once():
    assert per_year(SimpleNamespace(rating=None)) == 1


@pytest.mark.parametrize(
    ("starts_on", "times", "days"),
    [
        (JANUARY, 4, [(4, 1), (7, 1), (9, 30), (12, 31)]),
        (JANUARY, 2, [(7, 1), (12, 31)]),
        (JANUARY, 1, [(12, 31)]),
        (date(2026, 7, 1), 4, [(9, 30), (12, 31)]),
        (date(2026, 12, 1), 4, [(12, 31)]),
    ],
    ids=["quarters", "halves", "once", "half a year of quarters", "a month"],
)
def test_even_steps_that_end_with_the_plan(starts_on, times, days):
    found = review_days(starts_on, DECEMBER, times)
    assert found[-1] == DECEMBER
    assert len(found) == len(days)
    for day, (month, of_month) in zip(found, days, strict=True):
        assert abs((day - date(2026, month, of_month)).days) <= 1


@pytest.mark.django_db
def test_each_step_shows_its_review(people, monkeypatch):
    account = factories.account("客户", people.rep)
    plan = factories.plan(account, people.rep, purpose="operating")
    Plan.objects.update(starts_on=JANUARY, ends_on=DECEMBER)
    plan.refresh_from_db()
    monkeypatch.setattr("plans.review_calendar.per_year", lambda account: 4)
    held = factories.review(
        account, people.rep, prepared_on=date(2026, 3, 1), held_on=date(2026, 3, 20), rating=4,
        summary="续签",
    )  # fmt: skip
    slots = calendar(plan, date(2026, 8, 1))
    assert [(slot.review, slot.is_late) for slot in slots] == [
        (held, False), (None, True), (None, False), (None, False),
    ]  # fmt: skip
