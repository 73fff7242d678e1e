"""Words of the visit pages: due statuses and days with their weekday."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
def hours(value: float | Decimal | None) -> str:
    """Whole hours without decimals, halves with one: 762, 0.5."""
    if value is None:
        return numbers.DASH
    rounded = round(float(value), 1)
    return numbers.number(rounded, 0 if rounded == int(rounded) else 1)


@register.simple_tag
def load_bar(used: float, busy: float, tone: str) -> SafeString:
    """A bar up to 120 % with the marks of busy and full; the number stands beside it in text."""
    width = 100 / 1.2
    return format_html(
        '<svg class="w-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="w-bar-back" width="100" height="12" rx="2"/>'
        '<rect class="w-bar-used w-bar-{}" width="{}" height="12" rx="2"/>'
        '<line class="w-bar-mark w-bar-mark-busy" x1="{}" x2="{}" y1="0" y2="12"/>'
        '<line class="w-bar-mark" x1="{}" x2="{}" y1="0" y2="12"/></svg>',
        tone or "fine",
        f"{min(used, 1.2) * width:.1f}",
        *[f"{busy * width:.1f}"] * 2,
        *[f"{width:.1f}"] * 2,
    )


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
