"""The portfolio matrix as it is drawn and as it is said."""

from dataclasses import dataclass, replace
from decimal import Decimal
from math import log2, sqrt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.labels import PORTFOLIO
from accounts.models import Account, WalletEstimate
from accounts.models.rating import RatingKind
from accounts.models.wallet import whole_wallet
from kam.lib.classes import PortfolioQuadrant
from tiering.engine import Policy
from tiering.engine.portfolio import BEST
from tiering.engine.weighted import points
from tiering.portfolio import GROUPS, Portfolio, kinds_of, weights_of

# The drawing, in SVG units; the matrix is a square with room for the axes.
SIDE, LARGEST, LEAST, NAMED = 560, 34, 4, 6
WORDS, LINE = 130, 15  # room for the name of a bubble
NARROW = 0.5  # least span of the strength axis: from 1/sqrt(2) to sqrt(2) times the cut
ADVICE: dict[int, Promise] = {
    PortfolioQuadrant.STRATEGIC: gettext_lazy("Invest together"),
    PortfolioQuadrant.STAR: gettext_lazy("Invest selectively to win position"),
    PortfolioQuadrant.STATUS: gettext_lazy("Maintain proactively, harvest"),
    PortfolioQuadrant.STREAMLINE: gettext_lazy("Cut the cost to serve"),
}
SHORT: dict[str, Promise] = {
    "attractiveness": pgettext_lazy("portfolio", "attractiveness"),
    "own": pgettext_lazy("portfolio", "we"),
    "best": pgettext_lazy("portfolio", "best competitor"),
}
GROUP_NAMES: dict[str, Promise] = {
    "attractiveness": gettext_lazy("Account attractiveness"),
    "own": gettext_lazy("Our score as the customer sees us"),
    "best": gettext_lazy("Best competitor as the customer sees it"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An account with its position: scores of 0 to 10 in hundredths, -1 unknown."""

    account: Account
    quadrant: int
    attractive: int
    own: int
    best: int
    strength: int
    alone: bool
    revenue: int | None  # minor units; None for accounts that no run ranks by themselves
    spend: Decimal | None

    @property
    def label(self) -> Any:
        return PORTFOLIO[PortfolioQuadrant(self.quadrant)]


@dataclass(frozen=True, slots=True)
class Bubble:
    """A circle of the drawing; `named` ones have their name beside it."""

    place: Place
    x: float
    y: float
    radius: float
    named: bool

    @property
    def text_y(self) -> float:
        return self.y + self.radius + 13


@dataclass(frozen=True, slots=True)
class Field:
    """A quadrant of the drawing: where its corner and its words are."""

    code: int
    label: Any
    advice: Any
    accounts: int
    revenue: int
    x: float
    y: float
    width: float
    height: float

    @property
    def text_x(self) -> float:
        return self.x + 12

    @property
    def text_y(self) -> float:
        """At the upper or the lower edge, away from the cut, where most bubbles are."""
        return self.y + self.height - 14 if self.y else self.y + 22


@dataclass(frozen=True, slots=True)
class Drawing:
    fields: list[Field]
    bubbles: list[Bubble]
    cut_x: float
    cut_y: float
    side: int = SIDE


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a score: `value` of 0 to 10 (None unknown), points in hundredths."""

    kind: RatingKind
    label: Any
    value: int | None
    weight: Decimal
    points: int | None


@dataclass(frozen=True, slots=True)
class Group:
    name: Any
    score: int
    coverage: int
    factors: list[Factor]


def places_of(found: Portfolio, rows: list[int]) -> list[Place]:
    """Two queries: the accounts, and what they have to spend."""
    ids = [int(found.account[row]) for row in rows]
    accounts = Account.objects.select_related("owner").in_bulk(ids)
    spend = _spend(ids)
    return [
        Place(
            account=accounts[pk],
            quadrant=int(found.places.quadrant[row]),
            attractive=int(found.attractive.score[row]),
            own=int(found.own.score[row]),
            best=int(found.best.score[row]),
            strength=int(found.places.strength[row]),
            alone=bool(found.places.no_competitor[row]),
            revenue=int(found.revenue[row]) if found.ranked[row] else None,
            spend=spend.get(pk),
        )
        for pk, row in zip(ids, rows, strict=True)
        if pk in accounts
    ]


def _spend(ids: list[int]) -> dict[int, Decimal | None]:
    current = WalletEstimate.objects.current().filter(account__in=ids)
    newest: dict[int, list[WalletEstimate]] = {}
    for estimate in current.newest("account", "category"):
        newest.setdefault(estimate.account_id, []).append(estimate)
    return {pk: whole_wallet(estimates) for pk, estimates in newest.items()}


def drawing_of(found: Portfolio, places: list[Place], policy: Policy, *, to_right: bool) -> Drawing:
    """Strength falls from left to right as the source draws it, or rises if `to_right`.

    Its axis is that of ratios (twice and half are as far from the cut); the area of a bubble is
    its revenue.
    """
    cut = float(policy.portfolio.strength_cut)
    steps = {place.account.pk: _steps(place, cut) for place in places}
    span = max([NARROW, *(abs(step) for step in steps.values() if step is not None)])
    largest = max((place.revenue or 0 for place in places), default=0)
    cut_y = _y(100 * float(policy.portfolio.attractiveness_cut))
    bubbles: list[Bubble] = []
    for place in places:
        x, y = _x(steps[place.account.pk], span, to_right), _y(place.attractive)
        drawn = Bubble(place, x, y, _radius(place.revenue or 0, largest), named=True)
        bubbles.append(drawn if _has_room(drawn, bubbles) else replace(drawn, named=False))
    return Drawing(_fields(found, cut_y, to_right), bubbles, SIDE / 2, cut_y)


def _has_room(bubble: Bubble, others: list[Bubble]) -> bool:
    """Whether its name fits beside the names that stand already; only a few are named."""
    named = [other for other in others if other.named]
    clear = all(
        abs(other.x - bubble.x) > WORDS or abs(other.text_y - bubble.text_y) > LINE
        for other in named
    )
    return clear and len(named) < NAMED


def _steps(place: Place, cut: float) -> float | None:
    """How often the ratio doubles the cut; None where there is no competitor."""
    if place.alone:
        return None
    return log2(max(place.strength / 100, 0.01) / cut)


def _x(step: float | None, span: float, to_right: bool) -> float:
    inside = SIDE / 2 - LARGEST
    share = 1.0 if step is None else step / span
    return round(SIDE / 2 + inside * (share if to_right else -share), 1)


def _y(attractive: float) -> float:
    """Full height at 10 points, with room for the bubbles."""
    inside = SIDE - 2 * LARGEST
    return round(SIDE - LARGEST - inside * attractive / (100 * BEST), 1)


def _radius(revenue: int, largest: int) -> float:
    if revenue <= 0 or largest <= 0:
        return LEAST
    return round(max(LEAST, LARGEST * sqrt(revenue / largest)), 1)


def _fields(found: Portfolio, cut_y: float, to_right: bool) -> list[Field]:
    counts = found.counts()
    strong, weak = (SIDE / 2, 0.0) if to_right else (0.0, SIDE / 2)
    corners = {
        PortfolioQuadrant.STRATEGIC: (strong, 0.0, cut_y),
        PortfolioQuadrant.STAR: (weak, 0.0, cut_y),
        PortfolioQuadrant.STATUS: (strong, cut_y, SIDE - cut_y),
        PortfolioQuadrant.STREAMLINE: (weak, cut_y, SIDE - cut_y),
    }
    return [
        Field(
            code.value, PORTFOLIO[code], ADVICE[code], *counts[code.value], x, y, SIDE / 2, height
        )
        for code, (x, y, height) in corners.items()
    ]


def groups_of(found: Portfolio, row: int, policy: Policy) -> list[Group]:
    """Weights times scores: the points of each factor add up to the score."""
    groups = []
    for group in GROUPS:
        kinds, weights = kinds_of(group), weights_of(group, policy)
        values = [int(found.ratings[kind][row]) for kind in kinds]
        score = int(found.score(group)[row])
        coverage = {"attractiveness": found.attractive, "own": found.own, "best": found.best}[group]
        parts = points([100 * value if value >= 0 else -1 for value in values], weights)
        factors = [
            Factor(
                kind,
                kind.label,
                value if value >= 0 else None,
                weight,
                part if score >= 0 else None,
            )
            for kind, value, weight, part in zip(kinds, values, weights, parts, strict=True)
        ]
        groups.append(Group(GROUP_NAMES[group], score, int(coverage.coverage[row]), factors))
    return groups
