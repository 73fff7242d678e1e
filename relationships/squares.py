"""The 5×5 grid as pages draw it: squares with their meaning, and a path across them.

Pure. The drawing is a square of 500 by 500 units, 100 a square, company level upwards.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from kam.lib.relations import Stage
from relationships import labels, ladders, stages
from relationships.stages import LEVELS, TOP

UNIT = 100
RADIUS = 13
SPREAD = 26  # visits of the same square stand beside each other


@dataclass(frozen=True)
class Cell:
    """One square: what it means, and what of a book stands in it."""

    personal: int
    company: int
    stage: int
    personal_name: Any
    company_name: Any
    zone: stages.Zone | None
    lopsided: stages.Lopsided | None
    count: int = 0
    amount: int = 0
    change: int | None = None
    is_here: bool = False

    @property
    def short(self) -> Any:
        return labels.STAGE_SHORT[Stage(self.stage)] if self.stage else ""

    @property
    def name(self) -> Any:
        return labels.ZONE[self.zone] if self.zone else labels.STAGE[Stage(self.stage)]

    @property
    def risk(self) -> Any:
        return labels.LOPSIDED[self.lopsided] if self.lopsided else ""

    @property
    def tone(self) -> str:
        """Which colour the stylesheet gives it."""
        return f"zone-{self.zone.value}" if self.zone else f"stage-{self.stage}"


@dataclass(frozen=True)
class Rung:
    level: int
    name: Any


@dataclass(frozen=True)
class Grid:
    """Rows from the highest company level down, and the names along the lower edge."""

    rows: list[tuple[Rung, list[Cell]]]
    columns: list[Rung]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _rung, row in self.rows for cell in row]


def grid_of(
    cells: Mapping[tuple[int, int], int],
    preset: str,
    warn: int,
    *,
    here: tuple[int, int] | None = None,
    counts: Mapping[tuple[int, int], tuple[int, int]] | None = None,
    before: Mapping[tuple[int, int], int] | None = None,
) -> Grid:
    """`counts`: accounts and minor units of money by square; `before`: accounts earlier on."""

    def name(axis: str, level: int) -> Any:
        return ladders.level_name(preset, axis, level)

    def cell(p: int, c: int) -> Cell:
        stage = cells[p, c]
        count, amount = (counts or {}).get((p, c), (0, 0))
        return Cell(
            personal=p,
            company=c,
            stage=stage,
            personal_name=name(ladders.PERSONAL, p),
            company_name=name(ladders.COMPANY, c),
            zone=stages.zone_of(p, c, stage),
            lopsided=stages.lopsided(p, c, stage, warn),
            count=count,
            amount=amount,
            change=None if before is None else count - before.get((p, c), 0),
            is_here=here == (p, c),
        )

    return Grid(
        [
            (Rung(c, name(ladders.COMPANY, c)), [cell(p, c) for p in LEVELS])
            for c in reversed(LEVELS)
        ],
        [Rung(p, name(ladders.PERSONAL, p)) for p in LEVELS],
    )


@dataclass(frozen=True)
class Point:
    number: int
    x: float
    y: float
    is_last: bool
    radius: int = RADIUS

    @property
    def text_y(self) -> float:
        return self.y + 4.8


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Drawing:
    points: list[Point]
    lines: list[Line]


def drawing_of(path: Iterable[tuple[int, int]], first: int = 1) -> Drawing:
    """Numbered steps with arrows; steps off the grid are left out but keep their number."""
    steps = [(n, p, c) for n, (p, c) in enumerate(path, start=first) if p and c]
    seen: dict[tuple[int, int], int] = {}
    points = []
    for n, p, c in steps:
        nth = seen[p, c] = seen.get((p, c), -1) + 1
        x = (p - 1) * UNIT + 80 - SPREAD * (nth % 3)
        y = (TOP - c) * UNIT + 42 + SPREAD * (nth // 3 % 2)
        points.append(Point(n, x, y, n == steps[-1][0]))
    return Drawing(points, _lines(points))


def _lines(points: Sequence[Point]) -> list[Line]:
    found = []
    for a, b in itertools.pairwise(points):
        far = hypot(b.x - a.x, b.y - a.y)
        if far > 2 * RADIUS + 6:
            ux, uy = (b.x - a.x) / far, (b.y - a.y) / far
            found.append(
                Line(
                    round(a.x + ux * RADIUS, 1),
                    round(a.y + uy * RADIUS, 1),
                    round(b.x - ux * (RADIUS + 3), 1),
                    round(b.y - uy * (RADIUS + 3), 1),
                )
            )
    return found
