"""What day it is for the company. Only entrances (views, commands, tasks) ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from staff.models import Company

_zone: ContextVar[ZoneInfo | None] = ContextVar("zone", default=None)


@contextmanager
def in_zone(zone: ZoneInfo) -> Iterator[None]:
    """While a request runs: its company is read once, and days are the company's everywhere."""
    token = _zone.set(zone)
    try:
        with timezone.override(zone):
            yield
    finally:
        _zone.reset(token)


def now() -> datetime:
    """This moment in the company's time zone."""
    return timezone.now().astimezone(_zone.get() or Company.current().zone)


def today() -> date:
    return now().date()


def yesterday() -> date:
    """The last complete day: what the night scores."""
    return today() - timedelta(days=1)
