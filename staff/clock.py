"""What day it is for the company. Only entrances (views, commands, tasks) ask."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from staff.models import Company


def now() -> datetime:
    """This moment in the company's time zone."""
    return timezone.now().astimezone(Company.current().zone)


def today() -> date:
    return now().date()


def yesterday() -> date:
    """The last complete day: what the night scores."""
    return today() - timedelta(days=1)
