"""Weighted scores and the seven aspects as the evidence page prints them.

Every criterion links to the facts it came from; amounts show to readers who may see them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.labels import ASPECT, ASPECT_STATE, PYRAMID
from accounts.models.rating import RatingKind
from kam.lib.classes import Aspect, AspectState, PyramidTier
from kam.lib.numbers import number
from tiering.engine import Explanation
from tiering.engine.explanation import AspectLine, Breakdown, Part
from tiering.reader import Reader, amount

FULL = 10_000

TITLES: dict[str, tuple[Promise, Promise]] = {
    "criteria": (gettext_lazy("Weighted score"), gettext_lazy("eight criteria of selection")),
    "alignment": (gettext_lazy("Alignment"), gettext_lazy("decides between core and important")),
    "strength": (gettext_lazy("Strength"), gettext_lazy("what a key account class asks for")),
    "potential": (gettext_lazy("Potential"), gettext_lazy("what this customer could become")),
}
CRITERIA: dict[str, Promise] = {
    "INTEGRITY": gettext_lazy("Integrity"),
    "OPERATING": gettext_lazy("Operating capability"),
    "ECONOMIC": gettext_lazy("Economic strength"),
    "LOCATION": gettext_lazy("Location"),
    "MAX_DEMAND": gettext_lazy("Maximum demand"),
    "DEV_COST": gettext_lazy("Development cost"),
    "INTERACTION": gettext_lazy("Interaction with us"),
    "KEEP_COST": gettext_lazy("Cost of keeping stable"),
    "wallet_gap": gettext_lazy("Room in the wallet"),
    "performance_pct": gettext_lazy("Sales among its industry"),
    "policy_execution_rate": gettext_lazy("Policy execution"),
    "cooperation": RatingKind.COOPERATION.label,
    "market_growth": RatingKind.MARKET_GROWTH.label,
}
# Where the facts of a criterion stand on the facts tab.
SECTIONS = {
    "INTEGRITY": "payment",
    "DEV_COST": "cost",
    "KEEP_COST": "cost",
    "MAX_DEMAND": "wallet",
    "wallet_gap": "wallet",
    "policy_execution_rate": "policy-check",
    "performance_pct": "",
}
# The same of an aspect; what is bought stands on the business tab.
ASPECT_SECTIONS = {
    Aspect.LONG_COOPERATION: "contract",
    Aspect.STRATEGIC_PROJECT: "projects",
    Aspect.BUSINESS_OR_IMAGE_INFLUENCE: "rating",
    Aspect.TECH_ABSORPTION: "rating",
    Aspect.MARKET_STRENGTH: "rating",
}
COSTS = ("DEV_COST", "KEEP_COST")


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: its fact in words, and its points of the most it can have."""

    name: object
    fact: str
    is_hidden: bool  # known, and not for this reader
    section: str
    score: float | None
    weight: float
    points: float | None
    most: float

    @property
    def is_known(self) -> bool:
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Card:
    """A weighted score; None with too little known, then `coverage` says how little."""

    code: str
    title: Promise
    hint: Promise
    score: float | None
    coverage: float
    rows: list[Row]

    @property
    def is_partial(self) -> bool:
        return any(not row.is_known for row in self.rows)

    @property
    def weight(self) -> float:
        return sum(row.weight for row in self.rows)


def cards(found: Explanation, reader: Reader) -> list[Card]:
    """The scores of which anything is known."""
    made = (
        _card("criteria", found.criteria, reader),
        _card("alignment", found.alignment, reader),
        _card("strength", found.strength, reader),
        _card("potential", found.potential, reader),
    )
    return [card for card in made if any(row.is_known for row in card.rows)]


def _card(code: str, broken: Breakdown, reader: Reader) -> Card:
    title, hint = TITLES[code]
    total = sum(part.weight for part in broken.parts)
    return Card(
        code=code,
        title=title,
        hint=hint,
        score=None if broken.score is None else broken.score / 100,
        coverage=broken.coverage / FULL,
        rows=[_row(part, total, reader) for part in broken.parts],
    )


def _row(part: Part, total: float, reader: Reader) -> Row:
    name, fact = said_of(part, reader)
    return Row(
        name=name,
        fact=fact,
        is_hidden=_is_hidden(part, reader),
        section=SECTIONS.get(part.criterion, "rating"),
        score=None if part.score is None else part.score / 100,
        weight=part.weight,
        points=None if part.points is None else part.points / 100,
        most=100 * part.weight / total if total else 0,
    )


def said_of(part: Part, reader: Reader) -> tuple[object, str]:
    """A criterion's name, and what was measured in words."""
    return CRITERIA.get(part.criterion) or RatingKind(part.criterion).label, _fact(part, reader)


def _fact(part: Part, reader: Reader) -> str:
    """What was measured, in words; empty where it is unknown or not for this reader."""
    fact = part.fact
    if fact is None or _is_hidden(part, reader):
        return ""
    return FACTS.get(part.criterion, _rating)(float(fact))


def _is_hidden(part: Part, reader: Reader) -> bool:
    return part.fact is not None and part.criterion in COSTS and not reader.margins


def _rating(value: float) -> str:
    return _("rated %(value)s of 5") % {"value": number(value)}


def _of_hundred(value: float) -> str:
    return _("%(value)s of 100") % {"value": number(value)}


def _money(value: float) -> str:
    return _("%(amount)s a year") % {"amount": amount(int(value))}


def _zone(value: float) -> str:
    zones = (
        _("same city"),
        _("same province"),
        _("neighbouring province"),
        _("reachable"),
        _("hard to serve"),
    )
    return zones[int(value) - 1]


FACTS: dict[str, Callable[[float], str]] = {
    "INTEGRITY": lambda value: _("%(pct)s%% paid on time") % {"pct": number(value, 1)},
    "LOCATION": _zone,
    "MAX_DEMAND": _money,
    "wallet_gap": lambda value: _money(max(value, 0)),
    "DEV_COST": lambda value: _("%(pct)s%% of the first year's profit") % {"pct": number(value, 1)},
    "KEEP_COST": lambda value: _("%(pct)s%% of a year's profit") % {"pct": number(value, 1)},
    "strategic_value": _of_hundred,
    "performance_pct": lambda value: (
        _("above %(pct)s%% of its industry") % {"pct": number(value / 100, 1)}
    ),
    "policy_execution_rate": lambda value: (
        _("%(pct)s%% of the checked items") % {"pct": number(value / 100, 1)}
    ),
}


@dataclass(frozen=True, slots=True)
class AspectRow:
    """An aspect with its state, the facts in words, and whom to ask for what is missing."""

    name: Promise
    state: int
    state_name: Promise
    facts: list[str]
    section: str  # of the facts tab where they stand; empty for sales

    @property
    def tone(self) -> str:
        return {AspectState.MET: "green", AspectState.PARTLY: "amber"}.get(
            AspectState(self.state), "grey"
        )


def aspect_rows(found: Explanation, reader: Reader) -> list[AspectRow]:
    return [
        AspectRow(
            name=ASPECT[Aspect(line.aspect)],
            state=line.state,
            state_name=ASPECT_STATE[AspectState(line.state)],
            facts=list(ASPECT_FACTS[Aspect(line.aspect)](line, reader)),
            section=ASPECT_SECTIONS.get(Aspect(line.aspect), ""),
        )
        for line in found.aspects
    ]


def _big_orders(line: AspectLine, reader: Reader) -> Iterable[str]:
    mean, cut = line.facts["mean_order"], line.thresholds["mean_order"]
    if mean is None:
        yield _("no purchase in the measure window")
    elif reader.sales:
        said = {"mean": amount(int(mean)), "cut": amount(int(cut or 0))}
        yield _("%(mean)s a purchase day on average; big from %(cut)s") % said


def _long(line: AspectLine, reader: Reader) -> Iterable[str]:
    months, contract = line.facts["tenure_months"], line.facts["contract_months"]
    said = {"months": number(float(months or 0)), "long": line.thresholds["long_months"]}
    yield _("%(months)s months without a long break; long from %(long)s") % said
    if contract:
        yield _("a contract of %(months)s months") % {"months": number(float(contract))}


def _large(line: AspectLine, reader: Reader) -> Iterable[str]:
    if reader.margins and line.facts["revenue_share"] is not None:
        said = {
            "share": number(float(line.facts["revenue_share"]), 2),
            "least": number(float(line.thresholds["revenue_share"] or 0), 0),
        }
        yield _("%(share)s%% of our revenue; large from %(least)s%%") % said
    layer = PYRAMID[PyramidTier(int(line.facts["pyramid"] or PyramidTier.SMALL))]
    yield _("layer: %(layer)s") % {"layer": layer}
    potential = line.facts["potential"]
    if potential is None:
        yield _("potential not rated")
    else:
        yield _("potential %(points)s") % {"points": number(float(potential), 1)}


def _project(line: AspectLine, reader: Reader) -> Iterable[str]:
    if not line.facts["project"]:
        yield _("no project of strategic importance")
    elif reader.sales:
        said = {
            "amount": amount(int(line.facts["project"])),
            "least": amount(int(line.thresholds["project"] or 0)),
        }
        yield (
            _("the largest strategic project is worth %(amount)s; it counts from %(least)s") % said
        )


def _rated(line: AspectLine, reader: Reader) -> Iterable[str]:
    rating = line.facts["rating"]
    yield _("not rated") if rating is None else _rating(float(rating))


ASPECT_FACTS: dict[Aspect, Callable[[AspectLine, Reader], Iterable[str]]] = {
    Aspect.BIG_ORDERS: _big_orders,
    Aspect.LONG_COOPERATION: _long,
    Aspect.LARGE_SALES_OR_POTENTIAL: _large,
    Aspect.STRATEGIC_PROJECT: _project,
    Aspect.BUSINESS_OR_IMAGE_INFLUENCE: _rated,
    Aspect.TECH_ABSORPTION: _rated,
    Aspect.MARKET_STRENGTH: _rated,
}
