"""From levels to the stage of a relation, and what a stage asks for (domain §4.3-4.7).

Pure: levels, cells and dates in, stages and advice out. Time is an argument.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from kam.lib.classes import AbcType, KeyAccountClass
from kam.lib.relations import RelationKind, Stage, Trend

TOP = 5
GATE = 3
TREND_DAYS = 180
YEAR_DAYS = 365
FALLS_TO_LEAVE = 2
EVIDENCE_FOR_PARTNERSHIP = 5
LEVELS = range(1, TOP + 1)

Cells = Mapping[tuple[int, int], int]


class Zone(IntEnum):
    """Why a square has no stage yet, for advice (domain §4.3)."""

    OFF = 1  # one of the levels is 0: off the grid
    CONTACT = 2
    PERSON = 3
    BRAND = 4
    OTHER = 5  # only where somebody edited the cells


class Lopsided(IntEnum):
    """What a difference between the axes threatens (domain §4.3)."""

    PERSON_LEAVES = 1  # 人走茶凉
    NO_COACH = 2  # 无内线


class Move(NamedTuple):
    """A step over the squares: the day, levels and stage; `before` is None for the first."""

    on: date
    personal: int
    company: int
    stage: int


def gate3(personal: int, company: int) -> int:
    """Both axes must reach level 3; the weaker decides, the stronger gives a half step."""
    weaker, stronger = sorted((personal, company))
    return 0 if weaker < GATE else 2 * (weaker - GATE) + 1 + (stronger > weaker)


def ladder5(personal: int, company: int) -> int:
    return min(personal, company)


FORMULAS: dict[str, Callable[[int, int], int]] = {"GATE3": gate3, "LADDER5": ladder5}


def preset_cells(preset: str) -> dict[tuple[int, int], int]:
    """The 25 cells of `GATE3` or `LADDER5`."""
    formula = FORMULAS[preset]
    return {(p, c): formula(p, c) for p in LEVELS for c in LEVELS}


def stage_of(personal: int, company: int, cells: Cells) -> int:
    """The stage of a square; 0 off the grid."""
    return cells.get((personal, company), Stage.PRE.value)


def zone_of(personal: int, company: int, stage: int) -> Zone | None:
    """The zone of a square without a stage; None inside the stages."""
    if stage:
        return None
    if not (personal and company):
        return Zone.OFF
    if personal < GATE:
        return Zone.CONTACT if company < GATE else Zone.BRAND
    return Zone.PERSON if company < GATE else Zone.OTHER


def lopsided(personal: int, company: int, stage: int, warn: int) -> Lopsided | None:
    """Inside the stages: which axis runs ahead of the other by `warn` levels or more."""
    if not stage or abs(personal - company) < warn:
        return None
    return Lopsided.PERSON_LEAVES if personal > company else Lopsided.NO_COACH


def account_level(people: Iterable[tuple[int, int]], share: Decimal) -> int:
    """Highest level at which `share` of the influence stands (domain §4.5).

    `people`: influence weight 1 to 5 and best level of each person in the decision unit.
    """
    known = list(people)
    needed = share * sum(weight for weight, _level in known)
    for level in reversed(LEVELS):
        if known and sum(weight for weight, at in known if at >= level) >= needed:
            return level
    return 0


def direction(before: Move, after: Move) -> int:
    """1 if the stage, else the sum of the levels, rose; -1 if it fell; 0 sideways."""
    stages = after.stage - before.stage
    sums = (after.personal + after.company) - (before.personal + before.company)
    moved = stages or sums
    return (moved > 0) - (moved < 0)


def trend_of(moves: Iterable[Move], as_of: date, *, declared: bool = False) -> Trend:
    """Where the relation goes, from its moves up to `as_of` in order (domain §4.6).

    The last move up or down within 180 days decides; two falls within a year, or a manager's
    declaration, mean uncoupling. The first assessment is no move.
    """
    known = [move for move in moves if move.on <= as_of]
    turns = [(b.on, direction(a, b)) for a, b in itertools.pairwise(known)]
    falls = [on for on, way in turns if way < 0 and (as_of - on).days <= YEAR_DAYS]
    if declared or len(falls) >= FALLS_TO_LEAVE:
        return Trend.UNCOUPLING
    recent = [way for on, way in turns if way and (as_of - on).days <= TREND_DAYS]
    if not recent:
        return Trend.STABLE
    return Trend.RISING if recent[-1] > 0 else Trend.FALLING


def is_stale(assessed_on: date, as_of: date, stale_days: int) -> bool:
    """Older than `stale_days`: a mark, the level stays (domain §4.6)."""
    return (as_of - assessed_on).days > stale_days


def next_squares(personal: int, company: int, cells: Cells) -> list[tuple[int, int]]:
    """The nearest squares of a higher stage that ask no axis to fall; empty at the top."""
    now = stage_of(personal, company, cells)
    higher = [
        (p, c)
        for (p, c), stage in sorted(cells.items())
        if stage > now and p >= personal and c >= company
    ]
    steps = {square: square[0] - personal + square[1] - company for square in higher}
    return [square for square in higher if steps[square] == min(steps.values())]


def actual_kind(stage: int, *, alliance_signed: bool) -> RelationKind:
    """What the relation is, by its stage (domain §4.7)."""
    if stage == Stage.PARTNER and alliance_signed:
        return RelationKind.ALLIANCE
    if stage >= Stage.MID:
        return RelationKind.PARTNERSHIP
    return RelationKind.PREFERRED if stage else RelationKind.TRADING


def target_kinds(key_class: int) -> tuple[RelationKind, ...]:
    """What the relation should be; others may be one of two."""
    if key_class == KeyAccountClass.CORE:
        return (RelationKind.ALLIANCE,)
    if key_class == KeyAccountClass.IMPORTANT:
        return (RelationKind.PARTNERSHIP,)
    return (RelationKind.PREFERRED, RelationKind.TRADING)


def target_stage(key_class: int, abc: int) -> Stage | None:
    """The stage to aim at by class; None for the rest (domain §4.7)."""
    if key_class == KeyAccountClass.CORE:
        return Stage.PARTNER
    if key_class == KeyAccountClass.IMPORTANT:
        return Stage.HIGH
    return Stage.MID if abc in (AbcType.PLATINUM, AbcType.PLUM) else None


def is_proven(evidence: Iterable[str]) -> bool:
    """Whether five of the eight signs of a partnership are there (domain §4.7)."""
    return len(set(evidence)) >= EVIDENCE_FOR_PARTNERSHIP
