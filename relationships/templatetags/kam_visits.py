"""Words of the visit pages: due statuses and days with their weekday."""

from datetime import date

from babel.dates import format_date
from django import template
from django.utils.functional import Promise

from kam.lib import days, numbers
from relationships.labels import DUE_STATUS, DUE_TONE
from relationships.rules import DueStatus

register = template.Library()


@register.filter
def due_label(status: DueStatus) -> Promise:
    return DUE_STATUS[status]


@register.filter
def due_tone(status: DueStatus) -> str:
    """Colour of a label: red, amber, grey or green."""
    return DUE_TONE[status]


@register.filter
def weekday(value: date) -> str:
    """周五 or Fri."""
    return format_date(value, "EEE", locale=numbers.locale())


@register.filter
def day_of_week(value: date) -> str:
    """11-27 周五 or Fri 27 Nov."""
    if numbers.chinese():
        return f"{days.day(value)} {weekday(value)}"
    return f"{weekday(value)} {days.day(value)}"


@register.filter
def full_day_of_week(value: date) -> str:
    """2026-11-27 周五 or Fri 27 Nov 2026."""
    if numbers.chinese():
        return f"{days.full_day(value)} {weekday(value)}"
    return f"{weekday(value)} {days.full_day(value)}"


@register.filter
def long_day(value: date) -> str:
    """2026年11月20日 星期五 or Friday, 20 November 2026."""
    pattern = "y年M月d日 EEEE" if numbers.chinese() else "EEEE, d MMMM y"
    return format_date(value, pattern, locale=numbers.locale())
