"""Calendars as RFC 5545 has them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.ics import Event, calendar, escape, fold

STAMP = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def lines(event):
    text = calendar("拜访", [event])
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def test_a_timed_event_is_written_in_utc():
    start = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    event = Event("v1@kam", STAMP, start, "拜访", end=start.replace(hour=10))
    assert lines(event)[7:] == [
        "BEGIN:VEVENT",
        "UID:v1@kam",
        "DTSTAMP:20261120T010203Z",
        "DTSTART:20261120T013000Z",
        "DTEND:20261120T023000Z",
        "SUMMARY:拜访",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_event_of_a_day_ends_the_day_after_and_blocks_no_time():
    found = lines(Event("d1@kam", STAMP, date(2026, 12, 31), "应拜访"))
    assert "DTSTART;VALUE=DATE:20261231" in found
    assert "DTEND;VALUE=DATE:20270101" in found
    assert "TRANSP:TRANSPARENT" in found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a;b,c", r"a\;b\,c", id="separators"),
        pytest.param("a\\n", r"a\\n", id="backslash"),
        pytest.param("a\r\nb\rc\nd", r"a\nb\nc\nd", id="line-ends"),
        pytest.param("a\x07\x1bb", "ab", id="control-characters"),
        pytest.param("：，；", "：，；", id="full-width-is-text"),
    ],
)
def test_texts_are_escaped(text, value):
    assert escape(text) == value


def test_a_text_can_not_add_a_line():
    event = Event("x", STAMP, date(2026, 1, 1), "a\r\nBEGIN:VALARM", location="b\nURL:http://x")
    assert not [line for line in lines(event) if line.startswith(("BEGIN:VALARM", "URL"))]


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=200))
def test_lines_fold_at_75_octets_and_unfold_to_the_same(text):
    folded = fold(text)
    parts = folded.split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert folded.replace("\r\n ", "") == text
    assert all(len(part.encode()) > 71 for part in parts[:-1])


def test_chinese_is_not_cut_in_two():
    assert fold("SUMMARY:" + "拜" * 30).split("\r\n")[0] == "SUMMARY:" + "拜" * 22
