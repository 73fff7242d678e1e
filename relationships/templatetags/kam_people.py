"""Words and tones of the people map."""

from django import template
from django.utils.functional import Promise

from relationships.labels_people import ATTITUDE_MARK, ATTITUDE_TONE, GAP
from relationships.people_map import Gap

register = template.Library()


@register.filter
def attitude_tone(attitude: str) -> str:
    """Colour of a label: green, grey, amber or red."""
    return ATTITUDE_TONE.get(attitude, "grey")


@register.filter
def attitude_mark(attitude: str) -> str:
    """+ or −, so that the attitude reads without its colour."""
    return ATTITUDE_MARK.get(attitude, "")


@register.filter
def gap_label(gap: Gap) -> Promise:
    return GAP[gap]
