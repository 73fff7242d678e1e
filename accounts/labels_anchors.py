"""What values of a rating mean (domain Appendix B), shown beside the choice and the value."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Anchors = Mapping[int, Promise]

GENERAL: Anchors = {
    1: _("Clearly absent"),
    2: _("Weak"),
    3: _("Average of peers"),
    4: _("Good, evidence on file"),
    5: _("Outstanding, best of peers"),
}
OWN: Mapping[str, Anchors] = {
    "idea_alignment": {
        1: _("Opposes our way of business"),
        2: _("Follows only when paid"),
        3: _("Neutral, no conflict"),
        4: _("Agrees in words and in main decisions"),
        5: _("Acts on shared ideas without being asked"),
    },
    "policy_acceptance": {
        1: _("Ignores or disputes policies"),
        2: _("Accepts a few"),
        3: _("Accepts most after discussion"),
        4: _("Understands and accepts, asks for reasons"),
        5: _("Supports and explains them to others"),
    },
    "interaction": {
        1: _("Never answers"),
        2: _("Answers late"),
        3: _("Answers, does not initiate"),
        4: _("Initiates contact, shares data"),
        5: _("Takes part in joint work, invites us early"),
    },
    "service_zone": {
        1: _("Same city"),
        2: _("Same province"),
        3: _("Neighbouring province"),
        4: _("Reachable"),
        5: _("Hard to serve"),
    },
}
TEN: Anchors = {
    0: _("Nothing speaks for it"),
    3: _("Below what is usual"),
    5: _("Usual among peers"),
    8: _("Clearly better than peers"),
    10: _("Nothing better is known"),
}
HUNDRED: Mapping[str, Anchors] = {
    "credit_score": {
        0: _("No credit at all"),
        30: _("Below this the account counts as poor credit"),
        60: _("Pays, but not always on time"),
        100: _("No doubt whatever"),
    },
    "strategic_value": {
        0: _("Of no consequence beyond its sales"),
        60: _("Helps us into a market or a technology we want"),
        100: _("We would not be the same company without it"),
    },
}


def anchors_of(kind: str, high: int) -> Anchors:
    """The kind's own anchors, or those of its scale, which ends at `high`."""
    if kind in OWN:
        return OWN[kind]
    return {5: GENERAL, 10: TEN}.get(high) or HUNDRED.get(kind, {})


def anchor(kind: str, high: int, value: int) -> Promise | str:
    """What the value says: its own anchor, else the two it lies between; empty without any."""
    anchors = anchors_of(kind, high)
    if value in anchors or not anchors:
        return anchors.get(value, "")
    below, above = max(at for at in anchors if at < value), min(at for at in anchors if at > value)
    words = {"low": below, "says": anchors[below], "high": above, "tells": anchors[above]}
    return gettext("Between %(low)s “%(says)s” and %(high)s “%(tells)s”") % words
