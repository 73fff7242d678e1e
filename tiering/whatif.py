"""What a draft would do to the book: who moves from which class to which, and whose they are.

The same engine on the same facts, by the policy in force and by the draft; no sampling, no rounding
(design §5). Everything here is arrays until a page asks for the few rows it prints.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.labels import DECISION
from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    ParetoClass,
    PyramidTier,
    SelectionDecision,
    TransactionPattern,
)
from tiering import needs
from tiering.engine import Scores
from tiering.engine.context import Context
from tiering.engine.pyramid import CutRanks

# The systems a policy decides, and the codes of each from best to worst.
LADDERS: dict[str, tuple[int, ...]] = {
    "pyramid": tuple(PyramidTier),
    "abc": tuple(AbcType),
    "pareto": tuple(ParetoClass),
    "key_class": tuple(KeyAccountClass),
    "band": tuple(SelectionDecision),
    "pattern": tuple(reversed(TransactionPattern)),
}
NAMES: dict[str, Promise] = {
    **{system.value: name for system, name in needs.NAMES.items()},
    "band": gettext_lazy("Weighted score"),
}
LABELS: dict[str, Any] = {
    **{system.value: names for system, names in needs.LABELS.items()},
    "band": DECISION,
}
UNRATED = 0  # in one of the two scorings only: other windows rank other accounts

Column = npt.NDArray[Any]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One scoring, on the accounts of both: `values` in minor units, `ranks`, codes by system."""

    value: Column
    rank: Column
    classes: Mapping[str, Column]
    context: Context


@dataclass(frozen=True, slots=True)
class Cell:
    """So many accounts go from class `before` to class `after`; way 1 is up, -1 down, 0 stays."""

    before: int
    after: int
    accounts: int
    way: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    before: int
    accounts: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Classes now against classes after, in one system; `after` sums the columns."""

    system: str
    codes: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    after: tuple[int, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Quota:
    """A layer of the pyramid against its share of the book."""

    tier: int
    quota: int
    accounts: int

    @property
    def off(self) -> int:
        return self.accounts - self.quota


class WhatIf:
    """Two scorings side by side: in force and by the draft, over accounts in order of their id.

    Each part is worked out once and only if asked for. Counts are of the accounts in `visible`
    (None: the whole book); quotas are always of the whole book.
    """

    def __init__(self, now: Scores, then: Scores, visible: Iterable[int] | None = None) -> None:
        self.account_id: Column = now.account_id
        if not np.array_equal(now.account_id, then.account_id):
            self.account_id = np.union1d(now.account_id, then.account_id)
        self.scores = now, then
        self.now, self.then = self._side(now), self._side(then)
        self.is_whole = visible is None
        self.shown = np.ones(len(self.account_id), np.bool_)
        if visible is not None:
            self.shown = np.isin(self.account_id, np.fromiter(visible, np.int64))

    def _side(self, scores: Scores) -> Side:
        columns: dict[str, Column] = {"value": scores.value, "rank": scores.rank}
        columns |= {system: getattr(scores, system) for system in LADDERS}
        if len(scores) != len(self.account_id):
            columns = {name: self._placed(column, scores) for name, column in columns.items()}
        return Side(columns.pop("value"), columns.pop("rank"), columns, scores.context)

    def _placed(self, column: Column, scores: Scores) -> Column:
        placed = np.zeros(len(self.account_id), column.dtype)
        placed[np.searchsorted(self.account_id, scores.account_id)] = column
        return placed

    def _of_shown(self, column: Column) -> Column:
        return column if self.is_whole else column[self.shown]

    @property
    def size(self) -> int:
        return int(np.count_nonzero(self.shown))

    @cached_property
    def ways(self) -> dict[str, Column]:
        """Per system 1 up, -1 down, 0 stays, for every account."""
        return {system: self._ways(system) for system in LADDERS}

    def _ways(self, system: str) -> Column:
        now, then = (side.classes[system] for side in (self.now, self.then))
        if now is then:  # the draft leaves this system alone
            return np.zeros(len(self.account_id), np.int8)
        place = _places(system)
        ways: Column = np.sign(place[now] - place[then]) * self.shown
        return ways

    @cached_property
    def way(self) -> Column:
        """The way of every account over all systems: that of the first system it moves in."""
        way = np.zeros(len(self.account_id), np.int8)
        for ways in self.ways.values():
            np.copyto(way, ways, where=way == 0)
        return way

    @property
    def up(self) -> int:
        return int(np.count_nonzero(self.way > 0))

    @property
    def down(self) -> int:
        return int(np.count_nonzero(self.way < 0))

    @property
    def moved(self) -> int:
        return self.up + self.down

    def with_classes(self, now: Mapping[str, Column], then: Mapping[str, Column]) -> "WhatIf":
        """The same accounts in these classes instead, in the systems given."""
        other = WhatIf.__new__(WhatIf)
        other.account_id, other.scores = self.account_id, self.scores
        other.is_whole, other.shown = self.is_whole, self.shown
        other.now = replace(self.now, classes={**self.now.classes, **now})
        other.then = replace(self.then, classes={**self.then.classes, **then})
        return other

    def of_everybody(self) -> "WhatIf":
        """The same over the whole book."""
        return self if self.is_whole else WhatIf(*self.scores)

    def moves(self) -> dict[str, int]:
        """How many accounts move: over all systems, and in each."""
        by_system = {system: int(np.count_nonzero(way)) for system, way in self.ways.items()}
        return {"accounts": self.moved, "up": self.up, "down": self.down, **by_system}

    @cached_property
    def matrices(self) -> dict[str, Matrix]:
        return {system: self._matrix(system) for system in LADDERS}

    def _matrix(self, system: str) -> Matrix:
        codes = (*LADDERS[system], UNRATED)
        place, size = _places(system), len(codes)
        now, then = (self._of_shown(side.classes[system]) for side in (self.now, self.then))
        cells = place[now] * size + place[then]
        counts = np.bincount(cells, minlength=size * size).reshape(size, size)
        if not counts[-1].any() and not counts[:, -1].any():
            codes, counts = codes[:-1], counts[:-1, :-1]
        return Matrix(
            system=system,
            codes=codes,
            rows=tuple(_matrix_row(codes, counts, place) for place in range(len(codes))),
            after=tuple(int(each) for each in counts.sum(axis=0)),
            moved=int(counts.sum() - np.trace(counts)),
        )

    @cached_property
    def quotas(self) -> tuple[Quota, ...]:
        """The pyramid after the change against the cut counts in force (domain §3.3)."""
        counts = np.bincount(self.then.classes["pyramid"], minlength=len(PyramidTier) + 1)
        shares = layer_quotas(self.now.context.cut_ranks, self.then.context.population)
        return tuple(
            Quota(int(tier), quota, int(counts[tier]))
            for tier, quota in zip(PyramidTier, shares, strict=True)
        )

    def movers(self, system: str = "", before: int | None = None, after: int | None = None) -> Rows:
        """Rows of the accounts that move, the most valuable first; of a system or cell if named."""
        moved = self.ways[system] != 0 if system else self.way != 0
        if system and before is not None:
            moved = moved & (self.now.classes[system] == before)
        if system and after is not None:
            moved = moved & (self.then.classes[system] == after)
        rows = np.flatnonzero(moved)
        value = np.maximum(self.now.value[rows], self.then.value[rows])
        return rows[np.lexsort((self.account_id[rows], -value))]


def layer_quotas(cuts: CutRanks, size: int) -> tuple[int, ...]:
    """How many accounts each layer holds without ties and overrides."""
    ends = [min(cut, size) for cut in cuts] + [size]
    return tuple(int(n) for n in np.diff([0, *ends]))


def _places(system: str) -> Column:
    """Place on the ladder by code; who is not rated stands below the lowest class."""
    codes = LADDERS[system]
    place = np.full(max(codes) + 1, len(codes), np.int8)
    place[list(codes)] = np.arange(len(codes))
    return place


def _matrix_row(codes: tuple[int, ...], counts: Column, place: int) -> MatrixRow:
    cells = tuple(
        Cell(codes[place], codes[other], int(counts[place, other]), int(np.sign(place - other)))
        for other in range(len(codes))
    )
    return MatrixRow(codes[place], int(counts[place].sum()), cells)
