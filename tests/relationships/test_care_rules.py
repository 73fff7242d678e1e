"""Key accounts get at least the standard of a tier; hours are those of the policy in force."""

from datetime import timedelta

import pytest

from relationships.models import CareRules, CoverageStandard, Rhythm
from relationships.rules import DueStatus
from relationships.services import coverage
from tests import factories
from tests.relationships.conftest import TODAY
from tests.relationships.test_due import due_list
from tiering.models import PolicyVersion
from tiering.services.policy_life import take_effect

pytestmark = pytest.mark.django_db
CORE, IMPORTANT, NONE = 1, 2, 3


@pytest.mark.parametrize(
    ("pyramid", "key_class", "tier"),
    [
        pytest.param(3, 0, 3, id="no-key-account"),
        pytest.param(3, NONE, 3, id="under-review"),
        pytest.param(4, CORE, 1, id="core-like-top"),
        pytest.param(1, CORE, 1, id="core-and-top"),
        pytest.param(3, IMPORTANT, 2, id="important-like-major"),
        pytest.param(1, IMPORTANT, 1, id="important-and-top-keeps-top"),
        pytest.param(0, CORE, 1, id="core-without-a-tier"),
        pytest.param(0, 0, 0, id="not-rated"),
    ],
)
def test_least_standard_by_class(people, pyramid, key_class, tier):
    account = factories.account(
        owner=people.rep, standing={"pyramid": pyramid, "key_class": key_class}
    )
    assert Rhythm.objects.get(pk=account.pk).tier == tier
    Rhythm.objects.update(tier=4)
    coverage.rebuild()
    assert Rhythm.objects.get(pk=account.pk).tier == tier


def test_a_core_account_of_the_ordinary_tier_is_due_like_a_top_one(people):
    factories.account(
        owner=people.rep,
        standing={"pyramid": 3, "key_class": CORE, "since": TODAY - timedelta(days=15)},
    )
    assert due_list(people.rep).counts == {(DueStatus.OVERDUE, 1): 1}


def form(**changes):
    data = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for n, days in enumerate([14, 30, 90, 180]):
        data |= {f"form-{n}-tier": n + 1, f"form-{n}-visit_days": days}
    return data | {"care-core_tier": 1, "care-important_tier": 2} | changes


def test_due_lists_follow_an_edited_rule_at_once(people, as_user):
    account = factories.account(owner=people.rep, standing={"pyramid": 4, "key_class": IMPORTANT})
    client = as_user(people.admin)
    assert client.post("/settings/coverage/", form(**{"care-important_tier": 3})).status_code == 302
    assert Rhythm.objects.get(pk=account.pk).tier == 3
    assert CareRules.pgh_event_model.objects.count() == 1


def test_a_wrong_tier_saves_nothing(people, as_user):
    wrong = form(**{"care-core_tier": 9, "form-0-visit_days": 10})
    response = as_user(people.admin).post("/settings/coverage/", wrong)
    assert response.context["rules"].errors["core_tier"]
    assert CoverageStandard.objects.get(tier=1).visit_days == 14


def test_hours_are_those_of_the_policy_in_force(people):
    factories.policy(hours__capacity_per_rep=1000, hours__visit=4, hours__warn="0.8")
    efforts = CoverageStandard.objects.efforts()
    assert efforts[1].hours_per_year == 26 * 4 + 4 * 6
    assert (efforts[1].hours.capacity, efforts[1].hours.busy) == (1000, 0.8)


def test_a_draft_changes_no_hours_and_the_night_mends_a_copy_gone_astray(people):
    from tiering.engine import with_changes
    from tiering.services.policies import add_version

    current = PolicyVersion.objects.published()
    add_version(with_changes(current.policy, {"hours.visit": 9}), status="draft", base=current)
    CareRules.objects.update(capacity_hours=1)
    take_effect(today=TODAY)
    rules = CareRules.current()
    assert (rules.visit_hours, rules.capacity_hours) == (3, 880)


"""When days come, and which gifts are the same (domain §7.4, US-03)."""

from datetime import date

import pytest

from kam.lib import lunar
from relationships.care_rules import (
    Calendar,
    Occasion,
    YearlyDay,
    gift_key,
    in_year,
    is_cash,
    next_public,
    offer_in,
    on_or_after,
    reminders,
)

FESTIVALS = [
    pytest.param(2024, 1, 1, "2024-02-10", id="spring-festival-2024"),
    pytest.param(2025, 1, 1, "2025-01-29", id="spring-festival-2025"),
    pytest.param(2026, 1, 1, "2026-02-17", id="spring-festival-2026"),
    pytest.param(2027, 1, 1, "2027-02-06", id="spring-festival-2027"),
    pytest.param(2030, 1, 1, "2030-02-03", id="spring-festival-2030"),
    pytest.param(1996, 8, 15, "1996-09-27", id="mid-autumn-1996"),
    pytest.param(2025, 8, 15, "2025-10-06", id="mid-autumn-after-a-leap-month"),
    pytest.param(2026, 8, 15, "2026-09-25", id="mid-autumn-2026"),
    pytest.param(2026, 5, 5, "2026-06-19", id="dragon-boat-2026"),
    pytest.param(2025, 6, 1, "2025-06-25", id="the-regular-sixth-month-not-the-repeated"),
    pytest.param(2025, 7, 1, "2025-08-23", id="the-month-after-the-repeated-one"),
    pytest.param(2025, 12, 30, "2026-02-16", id="no-30th-is-the-last-day-of-the-year"),
    pytest.param(2026, 10, 15, "2026-11-23", id="the-birthday-of-the-drawing"),
]


@pytest.mark.parametrize(("year", "month", "day", "solar"), FESTIVALS)
def test_lunar_days(year, month, day, solar):
    assert lunar.solar(year, month, day) == date.fromisoformat(solar)


def test_leap_months():
    leap = {year: lunar.leap_month(year) for year in (1987, 2020, 2023, 2025, 2026, 2033)}
    assert leap == {1987: 6, 2020: 4, 2023: 2, 2025: 6, 2026: 0, 2033: 11}


def test_every_lunar_year_is_a_year_long():
    """12 or 13 months of 29 or 30 days; Spring Festival between 21 January and 21 February."""
    for year in range(lunar.FIRST_YEAR, lunar.LAST_YEAR + 1):
        months = lunar.months(year)
        assert {days for *_, days in months} == {29, 30}
        assert len(months) == (13 if lunar.leap_month(year) else 12)
        assert date(year, 1, 21) <= lunar.new_year(year) <= date(year, 2, 21)


@pytest.mark.parametrize(("year", "month"), [(1899, 1), (2101, 1), (2026, 13)])
def test_what_the_table_does_not_know_is_refused(year, month):
    with pytest.raises(ValueError, match="lunar year"):
        lunar.solar(year, month, 1)


LEAP_DAY = YearlyDay(2, 29)
LUNAR_LATE = YearlyDay(12, 8, Calendar.LUNAR)
NEXT = [
    pytest.param(LEAP_DAY, "2027-01-01", "2027-02-28", id="29-february-in-a-common-year"),
    pytest.param(LEAP_DAY, "2028-01-01", "2028-02-29", id="29-february-in-a-leap-year"),
    pytest.param(LEAP_DAY, "2027-02-28", "2027-02-28", id="the-day-itself"),
    pytest.param(LEAP_DAY, "2027-03-01", "2028-02-29", id="the-day-after"),
    pytest.param(YearlyDay(1, 1), "2026-12-31", "2027-01-01", id="over-the-year"),
    pytest.param(LUNAR_LATE, "2026-01-01", "2026-01-26", id="lunar-of-the-year-before"),
    pytest.param(LUNAR_LATE, "2026-01-27", "2027-01-15", id="lunar-next-year"),
    pytest.param(YearlyDay(6, 10, Calendar.LUNAR), "2025-07-05", "2026-07-23", id="leap-month"),
]


@pytest.mark.parametrize(("what", "day", "found"), NEXT)
def test_the_next_time(what, day, found):
    assert on_or_after(what, date.fromisoformat(day)) == date.fromisoformat(found)


def test_reminders_of_us_03():
    birthday = in_year(LEAP_DAY, 2027)
    assert list(reminders(birthday, 7)) == [date(2027, 2, 21), date(2027, 2, 28)]
    assert list(reminders(birthday, 0)) == [date(2027, 2, 28)]


def test_public_days_in_their_order():
    assert next_public(date(2026, 9, 20)) == [
        (date(2026, 9, 25), Occasion.MID_AUTUMN),
        (date(2026, 10, 1), Occasion.NATIONAL_DAY),
        (date(2027, 1, 1), Occasion.NEW_YEAR),
        (date(2027, 2, 6), Occasion.SPRING_FESTIVAL),
        (date(2027, 6, 9), Occasion.DRAGON_BOAT),
    ]


@pytest.mark.parametrize(
    ("month", "day", "calendar", "possible"),
    [
        (2, 29, "solar", True),
        (2, 30, "solar", False),
        (4, 31, "solar", False),
        (2, 30, "lunar", True),
        (2, 31, "lunar", False),
        (13, 1, "lunar", False),
    ],
)
def test_which_days_there_are(month, day, calendar, possible):
    assert YearlyDay(month, day, Calendar(calendar)).is_possible is possible


@pytest.mark.parametrize(
    "again", ["tea  set", "TEA SET", "Tea-set", "Ｔｅａ　ｓｅｔ", " tea set ", "téa set"]
)
def test_the_same_gift_in_other_letters(again):
    assert gift_key(again) == gift_key("Tea set") == "TEASET"


def test_another_gift():
    assert gift_key("Tea set") != gift_key("Tea sets for two")
    assert gift_key("明前茶 （一盒）") == gift_key("明前茶(一盒)") != gift_key("明前茶")


@pytest.mark.parametrize(
    ("item", "cash"),
    [
        ("现 金", True),
        ("微信红包", True),
        ("购物卡 200 元", True),
        ("Gift card", True),
        ("ＣＡＳＨ", True),
        ("Cashmere scarf", False),
        ("Cashew nuts", False),
        ("贺卡", False),
        ("Tea set", False),
    ],
)
def test_money_in_other_words(item, cash):
    assert is_cash(item) is cash


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("祝中秋快乐，阖家团圆。", ""),
        ("Happy Mid-Autumn Festival!", ""),
        ("祝中秋快乐！节日优惠已经开始。", "优惠"),
        ("Happy holidays. Here is a special Offer.", "SPECIAL OFFER"),
    ],
)
def test_a_greeting_sells_nothing(text, word):
    assert offer_in(text) == word
