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
    is_of_a_child,
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
        ("JD e-card", True),
        ("京东E卡 500", True),
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
    ("words", "child"),
    [
        ("儿子生日", True),
        ("孩子的生日", True),
        ("Son's birthday", True),
        ("Her daughters", True),
        ("Baby shower", True),
        ("入职纪念日", False),
        ("Anderson joined", False),
        ("Season opening", False),
    ],
)
def test_days_of_children(words, child):
    assert is_of_a_child(words) is child


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
