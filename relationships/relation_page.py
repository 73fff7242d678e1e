"""An account's relation as pages show it: the square, what it means and what comes next."""

from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from accounts.models import Account
from kam.lib.relations import RelationKind, Stage, Trend
from relationships import labels, ladders, stages
from relationships.models import GridRules, Partnership, Relation, StageCell, StageChange
from relationships.squares import Drawing, Grid, drawing_of, grid_of

DRAWN = 9


@dataclass(frozen=True)
class Place:
    """A square by its levels, with its names."""

    personal: int
    company: int
    stage: int
    preset: str

    @property
    def personal_name(self) -> Any:
        return ladders.level_name(self.preset, ladders.PERSONAL, self.personal)

    @property
    def company_name(self) -> Any:
        return ladders.level_name(self.preset, ladders.COMPANY, self.company)

    @property
    def zone(self) -> stages.Zone | None:
        """Zones lie before the gate: a ladder has none but that off the grid, also for a stage
        assessed before the ladder was chosen."""
        zone = stages.zone_of(self.personal, self.company, self.stage)
        return zone if self.preset == ladders.GATE3 or zone == stages.Zone.OFF else None

    @property
    def stage_name(self) -> Any:
        return labels.STAGE[Stage(self.stage)]

    @property
    def name(self) -> Any:
        """The stage, or the zone where there is none."""
        return labels.ZONE[self.zone] if self.zone else self.stage_name


@dataclass(frozen=True)
class Standing:
    """How the relation of an account stands on `today`."""

    relation: Relation
    place: Place
    today: date
    stale_days: int

    @property
    def is_stale(self) -> bool:
        return stages.is_stale(self.relation.assessed_on, self.today, self.stale_days)

    @property
    def trend(self) -> Trend:
        return Trend(self.relation.trend)

    @property
    def trend_name(self) -> Any:
        return labels.TREND[self.trend]

    @property
    def trend_tone(self) -> str:
        return labels.TREND_TONE[self.trend]

    @property
    def trend_icon(self) -> str:
        return labels.TREND_ICON[self.trend]


def head_of(account: Account, today: date) -> Standing | None:
    """What the head card says; one query."""
    rules = GridRules.objects.filter(pk=1)
    found = (
        Relation.objects.filter(account=account)
        .annotate(
            preset=Subquery(rules.values("preset")), stale_days=Subquery(rules.values("stale_days"))
        )
        .first()
    )
    if found is None:
        return None
    place = Place(found.personal, found.company, found.stage, found.preset)
    return Standing(found, place, today, found.stale_days)


@dataclass(frozen=True)
class Step:
    """A row of the path, with what moved."""

    number: int
    change: StageChange
    place: Place
    moved: list[str]

    @property
    def rose(self) -> bool:
        return self.change.before is not None and self.change.after > self.change.before

    @property
    def fell(self) -> bool:
        return self.change.before is not None and self.change.after < self.change.before


@dataclass(frozen=True)
class Asked:
    """What one axis lacks for the next stage: the level to reach and what may show it."""

    axis: str
    axis_name: Any
    level: int
    name: Any
    items: list[Any]


@dataclass(frozen=True)
class Advice:
    title: Any
    text: Any
    warns: bool


@dataclass(frozen=True)
class Kinds:
    """What the relation is and should be (domain §4.7)."""

    actual: Any
    target: list[Any]
    target_stage: Any
    reached: bool
    partnership: Partnership | None


@dataclass(frozen=True)
class Page:
    standing: Standing | None
    rules: GridRules
    grid: Grid
    drawing: Drawing
    path: list[Step]
    next_stage: Any
    ways: list[list[Asked]]
    advice: list[Advice]
    kinds: Kinds
    now_reads: Any  # the stage its square has by now, where the squares were changed since

    @property
    def since(self) -> date | None:
        """From when on it has borne the name it has: a stage, or a zone where there is none."""
        return since_of(self.path)


def page_of(account: Account, standing: Standing | None, today: date) -> Page:
    """Everything but the people; four queries."""
    rules, cells = GridRules.current(), StageCell.objects.stages()
    place = standing.place if standing else Place(0, 0, 0, rules.preset)
    changes = StageChange.objects.filter(account=account).select_related("by").order_by("pk")
    steps = steps_of(list(changes), rules.preset)
    grid = grid_of(cells, rules.preset, rules.imbalance_warn, here=(place.personal, place.company))
    squares = stages.next_squares(place.personal, place.company, cells)
    higher = min((cells[square] for square in squares), default=None)
    return Page(
        standing=standing,
        rules=rules,
        grid=grid,
        drawing=path_drawing(steps),
        path=steps,
        next_stage=labels.STAGE[Stage(higher)] if higher else None,
        ways=[asked(place, square, rules.preset) for square in squares],
        advice=advice_of(place, rules.imbalance_warn) if standing else [],
        kinds=kinds_of(account, place.stage),
        now_reads=now_reads(place, cells),
    )


def now_reads(place: Place, cells: stages.Cells) -> Any:
    """Empty where the stage kept is that of the squares in force."""
    stage = stages.stage_of(place.personal, place.company, cells)
    if stage == place.stage:
        return ""
    return Place(place.personal, place.company, stage, place.preset).name


def since_of(steps: list[Step]) -> date | None:
    same = list(takewhile(lambda step: step.place.name == steps[-1].place.name, reversed(steps)))
    return same[-1].change.on if same else None


def path_drawing(steps: list[Step]) -> Drawing:
    """The last steps; more would hide each other."""
    drawn = steps[-DRAWN:]
    first = drawn[0].number if drawn else 1
    return drawing_of(((step.place.personal, step.place.company) for step in drawn), first)


def steps_of(changes: list[StageChange], preset: str) -> list[Step]:
    """The path in order; what moved is said in words for steps without a reason."""
    found, before = [], None
    for number, change in enumerate(changes, start=1):
        place = Place(change.personal, change.company, change.after, preset)
        found.append(Step(number, change, place, _moved(before, change)))
        before = change
    return found


def _moved(before: StageChange | None, after: StageChange) -> list[str]:
    if before is None:
        return [_("First assessment")]
    moved = []
    if before.personal != after.personal:
        words = {"before": before.personal, "after": after.personal}
        moved.append(_("Personal relation %(before)s → %(after)s") % words)
    if before.company != after.company:
        words = {"before": before.company, "after": after.company}
        moved.append(_("Company relation %(before)s → %(after)s") % words)
    return moved or [_("Square read anew")]


def asked(place: Place, square: tuple[int, int], preset: str) -> list[Asked]:
    """What each axis still needs on the way to `square`."""
    axes = (
        (ladders.PERSONAL, _("Personal relation"), place.personal, square[0]),
        (ladders.COMPANY, _("Company relation"), place.company, square[1]),
    )
    return [
        Asked(
            axis,
            name,
            wanted,
            ladders.level_name(preset, axis, wanted),
            list(ladders.items(preset, axis, wanted).values()),
        )
        for axis, name, now, wanted in axes
        if wanted > now
    ]


def advice_of(place: Place, warn: int) -> list[Advice]:
    """A one-sided relation, or the zone before the stages (domain §4.3)."""
    risk = stages.lopsided(place.personal, place.company, place.stage, warn)
    if risk:
        return [Advice(labels.LOPSIDED[risk], labels.LOPSIDED_ADVICE[risk], True)]
    if place.zone:
        return [Advice(labels.ZONE[place.zone], labels.ZONE_ADVICE[place.zone], False)]
    return []


def kinds_of(account: Account, stage: int) -> Kinds:
    """Target by class, actual by stage and signature; the eight signs beside them."""
    rating = account.rating
    key_class, abc = (rating.key_class, rating.abc) if rating else (0, 0)
    partnership = Partnership.objects.select_related("by").filter(account=account).first()
    signed = bool(partnership and partnership.alliance_signed_on)
    actual = stages.actual_kind(stage, alliance_signed=signed)
    wanted = stages.target_kinds(key_class)
    aim = stages.target_stage(key_class, abc)
    return Kinds(
        actual=labels.KIND[actual],
        target=[labels.KIND[kind] for kind in wanted],
        target_stage=labels.STAGE[aim] if aim else None,
        reached=actual >= min(wanted, default=RelationKind.TRADING) and stage >= (aim or 0),
        partnership=partnership,
    )


def chart_of(path: list[Step], today: date) -> dict[str, Any]:
    """Both axes and the stage by day, as steps up to today."""
    days = [step.change.on for step in path] + [today][: len(path)]
    last = path[-1:]

    def points(name: str) -> list[list[Any]]:
        values = [getattr(step.place, name) for step in [*path, *last]]
        return [[f"{day:%Y-%m-%d}", value] for day, value in zip(days, values, strict=True)]

    return {
        "series": [
            {"name": _("Personal relation"), "points": points("personal"), "key": "personal"},
            {"name": _("Company relation"), "points": points("company"), "key": "company"},
            {"name": _("Stage"), "points": points("stage"), "key": "stage"},
        ]
    }
