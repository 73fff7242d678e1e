"""How days and gifts look."""

from datetime import date

from babel.dates import format_date
from django import template

from kam.lib.numbers import locale
from relationships.labels_care import GIFT_TONE

register = template.Library()


@register.filter
def gift_tone(status: str) -> str:
    return GIFT_TONE[status]


@register.filter
def month_name(day: date) -> str:
    """Short, for the tile of a day: 11月, Nov."""
    return format_date(day, "LLL", locale=locale())
