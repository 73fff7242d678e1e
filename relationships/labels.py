"""Names of the due statuses, stages, trends and kinds of relation in both languages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kam.lib.relations import RelationKind, Stage, Trend
from relationships.rules import DueStatus
from relationships.stages import Lopsided, Zone

DUE_STATUS = {
    DueStatus.LAPSED: _("Very late"),
    DueStatus.OVERDUE: _("Overdue"),
    DueStatus.DUE: _("Due soon"),
    DueStatus.OK: _("On track"),
}
DUE_TONE = {
    DueStatus.LAPSED: "red",
    DueStatus.OVERDUE: "amber",
    DueStatus.DUE: "grey",
    DueStatus.OK: "green",
}
DUE_CHOICES = [(status.slug, label) for status, label in DUE_STATUS.items()]

STAGE = {
    Stage.PRE: _("No stage yet"),
    Stage.GESTATION: _("Gestation stage"),
    Stage.EARLY: _("Early stage"),
    Stage.MID: _("Middle stage"),
    Stage.HIGH: _("High stage"),
    Stage.PARTNER: _("Partner stage"),
}
# As they stand in a square, where there is little room.
STAGE_SHORT = {
    Stage.GESTATION: pgettext_lazy("stage", "Gestation"),
    Stage.EARLY: pgettext_lazy("stage", "Early"),
    Stage.MID: pgettext_lazy("stage", "Middle"),
    Stage.HIGH: pgettext_lazy("stage", "High"),
    Stage.PARTNER: pgettext_lazy("stage", "Partner"),
}
TREND = {
    Trend.UNCOUPLING: pgettext_lazy("relation", "Uncoupling"),
    Trend.FALLING: pgettext_lazy("relation", "Falling"),
    Trend.STABLE: pgettext_lazy("relation", "Stable"),
    Trend.RISING: pgettext_lazy("relation", "Rising"),
}
TREND_TONE = {
    Trend.UNCOUPLING: "red",
    Trend.FALLING: "amber",
    Trend.STABLE: "grey",
    Trend.RISING: "green",
}
TREND_ICON = {
    Trend.UNCOUPLING: "alert-triangle",
    Trend.FALLING: "trending-down",
    Trend.STABLE: "arrow-right",
    Trend.RISING: "trending-up",
}
KIND = {
    RelationKind.TRADING: _("Trading relation"),
    RelationKind.PREFERRED: _("Preferred supply relation"),
    RelationKind.PARTNERSHIP: _("Partnership"),
    RelationKind.ALLIANCE: _("Strategic alliance"),
}
ZONE = {
    Zone.OFF: _("Off the grid"),
    Zone.CONTACT: _("Contact zone"),
    Zone.PERSON: _("Person zone"),
    Zone.BRAND: _("Brand zone"),
    Zone.OTHER: _("No stage yet"),
}
ZONE_ADVICE = {
    Zone.OFF: _("No named contact is assessed, or the customer does not know us yet."),
    Zone.CONTACT: _("Normal prospecting: check the selection criteria first."),
    Zone.PERSON: _(
        "The relation hangs on a person: get samples, references and vendor approval, and visit"
        " with an executive."
    ),
    Zone.BRAND: _("The company likes us, nobody speaks for us: find and develop a coach."),
    Zone.OTHER: _("This square carries no stage by the settings of the squares."),
}
LOPSIDED = {
    Lopsided.PERSON_LEAVES: _("Leaves with the person"),
    Lopsided.NO_COACH: _("Nobody inside"),
}
LOPSIDED_ADVICE = {
    Lopsided.PERSON_LEAVES: _(
        "The relation depends on a person and goes when the person goes. Visit with an executive,"
        " work towards a framework contract, and let a second colleague build a relation."
    ),
    Lopsided.NO_COACH: _(
        "The company trusts us, but nobody inside speaks for us. Find and develop a coach."
    ),
}
# The least condition of each stage, in the cells of a preset (domain §4.3).
STAGE_WORDS: dict[str, dict[Stage, Any]] = {
    "GATE3": {
        Stage.PARTNER: _("Both axes at 5"),
        Stage.HIGH: _("Both at least 4, one at 5"),
        Stage.MID: _("Both at least 4"),
        Stage.EARLY: _("Both at least 3, one at least 4"),
        Stage.GESTATION: _("Both at least 3"),
    },
    "LADDER5": {
        Stage.PARTNER: _("Both axes at 5"),
        Stage.HIGH: _("Both at least 4"),
        Stage.MID: _("Both at least 3"),
        Stage.EARLY: _("Both at least 2"),
        Stage.GESTATION: _("Both at least 1"),
    },
}
ZONE_WORDS = {
    Zone.OFF: _("One axis at 0: not assessed, nobody known, or we are not known"),
    Zone.CONTACT: _("Both below 3: normal prospecting"),
    Zone.PERSON: _("Personal from 3, company below 3: hangs on a person"),
    Zone.BRAND: _("Personal below 3, company from 3: nobody speaks for us"),
    Zone.OTHER: _("No stage by the settings of the squares"),
}
