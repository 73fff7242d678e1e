"""Words and marks of the people map in both languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relationships.people_map import Gap

# Colour of a label, and the sign that says the same without colour.
ATTITUDE_TONE = {
    "sponsor": "green", "supporter": "green", "neutral": "grey", "sceptic": "amber",
    "opponent": "red",
}  # fmt: skip
ATTITUDE_MARK = {
    "sponsor": "++", "supporter": "+", "neutral": "○", "sceptic": "−", "opponent": "−−",
}  # fmt: skip

GAP: dict[Gap, Promise] = {
    Gap.NOT_CLOSE: _("Nobody of us at level 3"),
    Gap.UNKNOWN: _("Nobody of us knows them"),
    Gap.ONE_ONLY: _("Only one of us knows them"),
}
