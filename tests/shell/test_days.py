"""Days and moments in both languages; the year only when it is not this one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from kam.lib import days

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (None, "—", "—"),
        ("", "—", "—"),
        (date(2026, 11, 28), "11-28", "28 Nov"),
        (date(2026, 1, 3), "01-03", "3 Jan"),
        (date(2025, 12, 31), "2025-12-31", "31 Dec 2025"),
        (date(2027, 1, 1), "2027-01-01", "1 Jan 2027"),
    ],
)
def test_day(value, chinese, english):
    with translation.override("zh-hans"):
        assert days.day(value, TODAY) == chinese
    with translation.override("en"):
        assert days.day(value, TODAY) == english


def test_full_day_always_has_its_year():
    with translation.override("zh-hans"):
        assert days.full_day(date(2026, 11, 28)) == "2026-11-28"
    with translation.override("en"):
        assert days.full_day(date(2026, 11, 28)) == "28 Nov 2026"
        assert days.full_day(None) == "—"


def test_a_moment_belongs_to_the_day_it_falls_on_in_the_company_s_time_zone():
    late = datetime(2026, 11, 28, 16, 5, tzinfo=UTC)  # 00:05 of the 29th in Shanghai
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        with translation.override("zh-hans"):
            assert days.moment(late, TODAY) == "11-29 00:05"
            assert days.day(late, TODAY) == "11-29"
        with translation.override("en"):
            assert days.moment(late, TODAY) == "29 Nov, 00:05"
            assert days.moment(late, date(2027, 1, 1)) == "29 Nov 2026, 00:05"


def test_a_day_without_a_time_is_written_as_a_day():
    with translation.override("en"):
        assert days.moment(date(2026, 11, 28), TODAY) == "28 Nov"
        assert days.moment(None) == "—"
