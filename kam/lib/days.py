"""Dates and moments as the reader writes them, in the time zone of the request."""

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone

from kam.lib.numbers import DASH, chinese, locale

Day = date | datetime | str | None


def local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def as_date(value: Day) -> date | None:
    """The calendar day a value falls on here; None for anything that is no day."""
    if isinstance(value, datetime):
        return local(value).date()
    return value if isinstance(value, date) else None


def day(value: Day, today: date | None = None) -> str:
    """11-28 or 28 Nov; with its year when that is not this year's."""
    found = as_date(value)
    if found is None:
        return DASH
    if found.year != (today or timezone.localdate()).year:
        return full_day(found)
    return f"{found:%m-%d}" if chinese() else format_date(found, "d MMM", locale=locale())


def full_day(value: Day) -> str:
    """2026-11-28 or 28 Nov 2026."""
    found = as_date(value)
    if found is None:
        return DASH
    return f"{found}" if chinese() else format_date(found, "d MMM yyyy", locale=locale())


def moment(value: Day, today: date | None = None) -> str:
    """The day as `day` writes it, and the time: 11-28 14:05."""
    if not isinstance(value, datetime):
        return day(value, today)
    time = f"{local(value):%H:%M}"
    return f"{day(value, today)} {time}" if chinese() else f"{day(value, today)}, {time}"
