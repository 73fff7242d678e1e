"""Names of the classes in both languages, by the glossary (domain §11)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kam.lib.classes import (
    AbcType,
    LoyaltyStep,
    ParetoClass,
    PyramidTier,
    SmallSubtype,
    TransactionPattern,
)

UNRATED = _("Not rated")

PYRAMID = {
    PyramidTier.TOP: _("Strategic"),
    PyramidTier.MAJOR: _("Major"),
    PyramidTier.ORDINARY: _("Ordinary"),
    PyramidTier.SMALL: _("Small"),
}
SUBTYPE = {
    SmallSubtype.LOW_PROFIT: _("Low contribution"),
    SmallSubtype.POOR_CREDIT: _("Poor credit"),
}
PARETO = {
    ParetoClass.A: pgettext_lazy("Pareto class", "A"),
    ParetoClass.B: pgettext_lazy("Pareto class", "B"),
    ParetoClass.C: pgettext_lazy("Pareto class", "C"),
}
ABC = {
    AbcType.PLATINUM: _("Platinum"),
    AbcType.PLUM: _("Plum"),
    AbcType.RIB: _("Rib"),
}
PATTERN = {
    TransactionPattern.NONE: _("No purchases"),
    TransactionPattern.ONE_OFF: _("One-off"),
    TransactionPattern.LAPSED: _("Lapsed"),
    TransactionPattern.REPEAT: _("Repeat"),
    TransactionPattern.REFERRER: _("Referrer"),
    TransactionPattern.BIG_REFERRER: _("Big referrer"),
}
LOYALTY = {
    LoyaltyStep.ONE_OFF: _("One-off customer"),
    LoyaltyStep.LONG_TERM: _("Long-term customer"),
    LoyaltyStep.LIFELONG: _("Lifelong loyal customer"),
}

BY_ENUM: dict[type[IntEnum], Mapping[Any, Promise]] = {
    PyramidTier: PYRAMID,
    SmallSubtype: SUBTYPE,
    ParetoClass: PARETO,
    AbcType: ABC,
    TransactionPattern: PATTERN,
    LoyaltyStep: LOYALTY,
}


def choices(enum: type[IntEnum]) -> list[tuple[int, Promise]]:
    """Value and label of every member, for fields and filters."""
    return [(member.value, BY_ENUM[enum][member]) for member in enum]
