"""Calendars as other programs read them (RFC 5545): events in, text out.

Times are written in UTC, so that no time zone has to be described along; days stay days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CRLF = "\r\n"
OCTETS = 75  # of a line, its end not counted
ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@dataclass(frozen=True)
class Event:
    """`start` is an aware moment, or the day of an event that lasts all day and blocks no time.

    `uid` names the event for good; `stamp` says when it last changed. `end` is needed for moments.
    """

    uid: str
    stamp: datetime
    start: date | datetime
    summary: str
    end: datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""


def calendar(name: str, events: Iterable[Event], *, product: str = "KAM") -> str:
    """The whole document."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{escape(product)}//EN"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escape(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + CRLF for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{moment(event.stamp)}"
    yield from _when(event)
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.location:
        yield f"LOCATION:{escape(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    """An end is the first moment or day that no longer belongs to the event."""
    if isinstance(event.start, datetime):
        yield f"DTSTART:{moment(event.start)}"
        yield f"DTEND:{moment(event.end or event.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"


def moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    """Text as a value: line ends as \\n, other control characters left out."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in whole if each == "\n" or each.isprintable())
    return kept.translate(ESCAPES)


def fold(line: str) -> str:
    """Parts of at most 75 octets, no character cut in two; a space begins each but the first."""
    parts, size = [""], 0
    for each in line:
        octets = len(each.encode())
        if size + octets > OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += each
        size += octets
    return CRLF.join(parts)
