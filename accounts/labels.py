"""Names of the classes in both languages, by the glossary (domain §11)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kam.lib.classes import (
    AbcType,
    Aspect,
    AspectState,
    GateState,
    IdealQuadrant,
    KeyAccountClass,
    LoyaltyStep,
    ParetoClass,
    PortfolioQuadrant,
    PyramidTier,
    Recognition,
    RfmSegment,
    SelectionDecision,
    SelectionStrategy,
    SmallSubtype,
    TransactionPattern,
)

UNRATED = _("Not rated")
NO_KEY_ACCOUNT = _("Not a key account")


def without(system: str) -> Promise:
    """What 0 is called in a system of classes: of key accounts most accounts have none."""
    return NO_KEY_ACCOUNT if system == "key_class" else UNRATED


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
RFM = {
    RfmSegment.IMPORTANT_VALUE: _("Important value customer"),
    RfmSegment.IMPORTANT_DEVELOP: _("Important customer to develop"),
    RfmSegment.IMPORTANT_KEEP: _("Important customer to keep"),
    RfmSegment.IMPORTANT_WIN_BACK: _("Important customer to win back"),
    RfmSegment.GENERAL_VALUE: _("General value customer"),
    RfmSegment.GENERAL_DEVELOP: _("General customer to develop"),
    RfmSegment.GENERAL_KEEP: _("General customer to keep"),
    RfmSegment.GENERAL_WIN_BACK: _("General customer to win back"),
    RfmSegment.POTENTIAL: _("Potential customer"),
}
ASPECT = {
    Aspect.BIG_ORDERS: _("Big orders"),
    Aspect.LONG_COOPERATION: _("Long co-operation without a break"),
    Aspect.LARGE_SALES_OR_POTENTIAL: _("Large sales or large potential"),
    Aspect.STRATEGIC_PROJECT: _("Project of strategic importance"),
    Aspect.BUSINESS_OR_IMAGE_INFLUENCE: _("Influence on our business or image"),
    Aspect.TECH_ABSORPTION: _("Takes up technology and innovates"),
    Aspect.MARKET_STRENGTH: _("Strength to develop the market"),
}
ASPECT_STATE = {
    AspectState.UNKNOWN: pgettext_lazy("aspect", "Unknown"),
    AspectState.NOT_MET: pgettext_lazy("aspect", "Not met"),
    AspectState.PARTLY: pgettext_lazy("aspect", "Partly met"),
    AspectState.MET: pgettext_lazy("aspect", "Met"),
}
RECOGNITION = {
    Recognition.QUALIFIED: _("Qualifies as a key account"),
    Recognition.NOT_QUALIFIED: _("Does not qualify as a key account"),
    Recognition.INSUFFICIENT: _("Not enough known"),
}
KEY_CLASS = {
    KeyAccountClass.CORE: _("Core account"),
    KeyAccountClass.IMPORTANT: _("Important account"),
    KeyAccountClass.NONE: _("Key account under review"),
}
GATE = {
    GateState.PASS: pgettext_lazy("selection gate", "Passed"),
    GateState.FAIL: pgettext_lazy("selection gate", "Failed"),
}
DECISION = {
    SelectionDecision.SELECTED: pgettext_lazy("selection", "Selected"),
    SelectionDecision.RESERVE: pgettext_lazy("selection", "Reserve"),
    SelectionDecision.REJECTED: pgettext_lazy("selection", "Rejected"),
}
STRATEGY = {
    SelectionStrategy.FISHING: _("Fishing"),
    SelectionStrategy.MUSHROOM: _("Mushroom picking"),
    SelectionStrategy.FEINT: _("Feint"),
    SelectionStrategy.SNOWBALL: _("Snowball (project addition)"),
    SelectionStrategy.NURTURE: _("Nurture (project addition)"),
}
IDEAL = {
    IdealQuadrant.IDEAL: _("Ideal customer"),
    IdealQuadrant.EXPENSIVE_STAR: _("Expensive star"),
    IdealQuadrant.EASY: pgettext_lazy("ideal customer", "Easy"),
    IdealQuadrant.DRAIN: pgettext_lazy("ideal customer", "Drain"),
}
PORTFOLIO = {
    PortfolioQuadrant.STRATEGIC: pgettext_lazy("portfolio", "Strategic"),
    PortfolioQuadrant.STAR: pgettext_lazy("portfolio", "Star"),
    PortfolioQuadrant.STATUS: pgettext_lazy("portfolio", "Status"),
    PortfolioQuadrant.STREAMLINE: pgettext_lazy("portfolio", "Streamline"),
}

BY_ENUM: dict[type[IntEnum], Mapping[Any, Promise]] = {
    PyramidTier: PYRAMID,
    SmallSubtype: SUBTYPE,
    ParetoClass: PARETO,
    AbcType: ABC,
    TransactionPattern: PATTERN,
    LoyaltyStep: LOYALTY,
    RfmSegment: RFM,
    Aspect: ASPECT,
    AspectState: ASPECT_STATE,
    Recognition: RECOGNITION,
    KeyAccountClass: KEY_CLASS,
    GateState: GATE,
    SelectionDecision: DECISION,
    SelectionStrategy: STRATEGY,
    IdealQuadrant: IDEAL,
    PortfolioQuadrant: PORTFOLIO,
}


def choices(enum: type[IntEnum]) -> list[tuple[int, Promise]]:
    """Value and label of every member, for fields and filters."""
    return [(member.value, BY_ENUM[enum][member]) for member in enum]
