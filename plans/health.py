"""Health of one account, 0 to 100: how it goes, never how much it matters (domain §6.10).

Nothing records service cases yet, so their part is unknown and its weight is spread (§6.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FULL, ZERO = Decimal(100), Decimal(0)
FELL = Decimal("0.4")  # a business of 0.4 times its own baseline has nothing left of the points
APART = 2  # levels between person and company


class Aspect(StrEnum):
    TREND = "trend"
    RELATION = "relation"
    ENGAGEMENT = "engagement"
    SERVICE = "service"
    PAYMENT = "payment"


WEIGHTS = {
    Aspect.TREND: 30,
    Aspect.RELATION: 25,
    Aspect.ENGAGEMENT: 15,
    Aspect.SERVICE: 15,
    Aspect.PAYMENT: 15,
}
NAMES: dict[Aspect, Promise] = {
    Aspect.TREND: _("Business against its own baseline"),
    Aspect.RELATION: pgettext_lazy("health", "Relationship"),
    Aspect.ENGAGEMENT: _("Visits against the standard"),
    Aspect.SERVICE: _("Service cases"),
    Aspect.PAYMENT: pgettext_lazy("health", "Payment"),
}
BANDS: Sequence[tuple[int, str, Promise]] = (
    (70, "green", pgettext_lazy("health", "healthy")),
    (40, "amber", pgettext_lazy("health", "to watch")),
    (0, "red", pgettext_lazy("health", "at risk")),
)


@dataclass(frozen=True)
class Health:
    """Points by aspect, None unknown; `score` with one decimal, None where too little is known."""

    parts: dict[Aspect, Decimal | None]
    score: Decimal | None

    @property
    def tone(self) -> str:
        return self._band[1]

    @property
    def word(self) -> Promise:
        return self._band[2]

    @property
    def named(self) -> list[tuple[Promise, Decimal | None]]:
        return [(NAMES[aspect], points) for aspect, points in self.parts.items()]

    @property
    def _band(self) -> tuple[int, str, Promise]:
        score = self.score or ZERO
        return next(band for band in BANDS if score >= band[0])


def health(parts: dict[Aspect, Decimal | None], least: Decimal) -> Health:
    """The weighted mean of what is known; None below `least`, a share of the weights."""
    known = {aspect: points for aspect, points in parts.items() if points is not None}
    weight = sum(WEIGHTS[aspect] for aspect in known)
    if not weight or weight < least * sum(WEIGHTS.values()):
        return Health(parts, None)
    total = sum((WEIGHTS[aspect] * points for aspect, points in known.items()), ZERO)
    return Health(parts, (total / weight).quantize(Decimal("0.1"), ROUND_HALF_UP))


def trend(recent: Decimal, baseline: Decimal) -> Decimal | None:
    """Net revenue of 90 days by a quarter of that of the 360 days before; below 0 is 0.

    None without a baseline.
    """
    if baseline <= 0:
        return None
    rho = max(recent, ZERO) / (baseline / 4)
    return min(FULL, max(ZERO, FULL * (rho - FELL) / (1 - FELL)))


def relation(stage: int, imbalance: int) -> Decimal:
    return max(ZERO, Decimal(20 * stage - (20 if abs(imbalance) >= APART else 0)))


def engagement(share: float | None) -> Decimal | None:
    """Coverage as a share (`relationships.rules.coverage_share`)."""
    return None if share is None else min(FULL, 100 * Decimal(str(share)))


def payment(days_overdue: Decimal | None) -> Decimal | None:
    return None if days_overdue is None else max(ZERO, FULL - 2 * days_overdue)
