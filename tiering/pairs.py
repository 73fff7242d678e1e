"""Criteria compared in pairs, in words: the matrix people fill in and the weights it makes (§6.4).

Judgements are asked for in the upper triangle only; what lies below follows. Nothing is kept here:
what people take over are the weights, and the next comparison begins from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam.lib.numbers import number, rounded
from tiering.engine import ahp
from tiering.policy_numbers import number as typed_number
from tiering.policy_numbers import shown
from tiering.policy_weights import Board

STEPS = {str(step): step for step in ahp.SCALE}
# How a step of the scale is said of one criterion (a) against another (b).
SAID: dict[int, Promise] = {
    1: gettext_lazy("%(a)s and %(b)s are equally important"),
    2: gettext_lazy("%(a)s is equally to somewhat more important than %(b)s"),
    3: gettext_lazy("%(a)s is somewhat more important than %(b)s"),
    4: gettext_lazy("%(a)s is somewhat to much more important than %(b)s"),
    5: gettext_lazy("%(a)s is much more important than %(b)s"),
    6: gettext_lazy("%(a)s is much to very much more important than %(b)s"),
    7: gettext_lazy("%(a)s is very much more important than %(b)s"),
    8: gettext_lazy("%(a)s is very much to extremely more important than %(b)s"),
    9: gettext_lazy("%(a)s is extremely more important than %(b)s"),
}
# The same in a list, short, as an answer to "how much more important?".
SHORT: dict[str, Promise] = {
    "9": gettext_lazy("extremely"),
    "7": gettext_lazy("very much"),
    "5": gettext_lazy("much"),
    "3": gettext_lazy("somewhat"),
    "1": gettext_lazy("equally"),
    "1/3": gettext_lazy("somewhat less"),
    "1/5": gettext_lazy("much less"),
    "1/7": gettext_lazy("very much less"),
    "1/9": gettext_lazy("extremely less"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion (`a`) against another (`b`): a judgement to make has a field's `name`, its
    mirror image below the diagonal the name of the field it follows (`mirrors`)."""

    a: str
    b: str
    step: str
    name: str
    mirrors: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Weight:
    """What comes out for one criterion: the path of its field, its share of 100, as it is typed."""

    path: str
    name: str
    share: Decimal
    typed: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A judgement that departs most, and what all judgements together suggest instead."""

    said: str
    suggested: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """A comparison as the page shows it; `consistent` as `score.ahp_cr_max` (`limit`) says."""

    board: Board
    names: list[str]
    rows: list[Row]
    weights: list[Weight]
    ratio: str
    limit: str
    consistent: bool
    contradictions: list[Contradiction]


def pairs_of(board: Board, asked: Mapping[str, str], cr_max: Decimal) -> Pairs:
    """The comparison `asked` for; judgements not in it follow from the weights in it."""
    matrix = ahp.from_upper(_upper(board, asked))
    found = ahp.priorities(matrix)
    names = [share.name for share in board.shares]
    consistent = found.consistent(cr_max)
    worst = [] if consistent else ahp.worst(matrix, found.weights)
    ratio, limit = _told(Decimal(found.cr), cr_max)
    return Pairs(
        board=board,
        names=names,
        rows=[_row(i, row, names) for i, row in enumerate(matrix)],
        weights=[
            Weight(share.field.path, share.name, part, shown("pct", part))
            for share, part in zip(board.shares, ahp.hundredths(found.weights), strict=True)
        ],
        ratio=ratio,
        limit=limit,
        consistent=consistent,
        contradictions=[_contradiction(each, names) for each in worst],
    )


def said(step: Fraction, a: str, b: str) -> str:
    """A judgement of `a` against `b` as a sentence; the more important one comes first."""
    if step < 1:
        return said(1 / step, b, a)
    return str(SAID[int(step)]) % {"a": a, "b": b}


def choices() -> list[tuple[str, str]]:
    """The steps of the scale to choose from: value and words."""
    between = _("between")
    return [
        (value, _("%(n)s · %(words)s") % {"n": value, "words": SHORT.get(value, between)})
        for value in STEPS
    ]


def name_of(row: int, column: int) -> str:
    return f"pair.{row}.{column}"


def _upper(board: Board, asked: Mapping[str, str]) -> list[list[Fraction]]:
    weights = [_weight(asked.get(share.field.path, share.field.value)) for share in board.shares]
    size = len(weights)
    return [
        [
            _judgement(asked.get(name_of(i, j), ""), weights[i], weights[j])
            for j in range(i + 1, size)
        ]
        for i in range(size - 1)
    ]


def _judgement(text: str, weight: float, other: float) -> Fraction:
    """The step chosen, or the one closest to how the weights stand now."""
    if text in STEPS:
        return STEPS[text]
    if weight == other:
        return Fraction(1)
    return ahp.nearest(weight / other) if weight and other else STEPS["9" if weight else "1/9"]


def _weight(text: str) -> float:
    try:
        return max(0.0, float(typed_number(text)))
    except ValueError:
        return 0.0


def _row(i: int, steps: Sequence[Fraction], names: Sequence[str]) -> Row:
    return Row(
        names[i],
        [
            Cell(
                a=names[i],
                b=names[j],
                step=str(step),
                name=name_of(i, j) if i < j else "",
                mirrors=name_of(j, i) if i > j else "",
            )
            for j, step in enumerate(steps)
        ],
    )


def _contradiction(each: ahp.Departure, names: Sequence[str]) -> Contradiction:
    pair = names[each.row], names[each.column]
    return Contradiction(said(each.judgement, *pair), said(ahp.nearest(each.implied), *pair))


def _told(ratio: Decimal, limit: Decimal) -> tuple[str, str]:
    """Both with two decimals, or with four where two would show them equal though they differ."""
    alike = rounded(ratio, 2) == rounded(limit, 2) and ratio != limit
    places = 4 if alike else 2
    return number(ratio, places), number(limit, places)


def sentences() -> dict[str, Any]:
    """The sentences of the scale for the script of the page, with {a} and {b} to fill in."""
    return {str(step): said(Fraction(step), "{a}", "{b}") for step in SAID}
