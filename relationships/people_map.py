"""How people stand on the map of an account, and where we know too few of them (domain §4.5, D7).

Pure: ids, reporting lines and levels in; places and gaps out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

HIGH_INFLUENCE = 4  # of 5: somebody of ours should be close to them
SOME_INFLUENCE = 3  # the weight from which a person who leaves is missed (domain D7)
CLOSE = 3  # the level from which somebody speaks openly with us (观念趋同)
PER_ROW = 6  # people without reporting lines stand side by side


class Gap(StrEnum):
    """What is missing between us and one of their people; worst first."""

    NOT_CLOSE = "not_close"
    UNKNOWN = "unknown"
    ONE_ONLY = "one_only"


def gaps(influence: int | None, levels: Mapping[int, int], met_by: Iterable[int] = ()) -> list[Gap]:
    """`levels`: the level of each of our people with this one; `met_by`: who has met them.

    Somebody of unknown influence is no gap of closeness: it is not known how much they matter.
    """
    known_by = {pk for pk, level in levels.items() if level > 0} | set(met_by)
    found = []
    if (influence or 0) >= HIGH_INFLUENCE and max(levels.values(), default=0) < CLOSE:
        found.append(Gap.NOT_CLOSE)
    if not known_by:
        found.append(Gap.UNKNOWN)
    elif len(known_by) == 1:
        found.append(Gap.ONE_ONLY)
    return found


def is_urgent(gap: Gap, influence: int | None) -> bool:
    """Whether the gap is worth a warning, and not only a remark."""
    needed = HIGH_INFLUENCE if gap is Gap.NOT_CLOSE else SOME_INFLUENCE
    return (influence or 0) >= needed


@dataclass(frozen=True)
class Places:
    """Columns and rows of everybody; the map is `columns` wide and `rows` high."""

    theirs: dict[int, tuple[float, float]]
    ours: dict[int, tuple[float, float]]
    columns: float
    rows: int


def places(bosses: Mapping[int, int | None], ties: Mapping[int, Sequence[int]]) -> Places:
    """Trees of who reports to whom, then those without lines, then our people below them.

    `bosses`: each person and their boss, in the order to draw; `ties`: each of our people and
    whom they know.
    """
    below = _below(bosses)
    theirs: dict[int, tuple[float, float]] = {}
    width = 0.0
    for root in below.get(None, []):
        if root in below:
            width = _grow(root, below, theirs, width, 0)
    rows = 1 + max((int(y) for _x, y in theirs.values()), default=-1)
    alone = [pk for pk in bosses if pk not in theirs]
    per_row = max(PER_ROW, int(width))
    for nth, pk in enumerate(alone):
        theirs[pk] = (float(nth % per_row), float(rows + nth // per_row))
    rows += -(-len(alone) // per_row)
    columns = max(width, min(len(alone), per_row), len(ties), 1)
    ours = {pk: (x, float(rows)) for pk, x in _spread(ties, theirs, columns)}
    return Places(theirs, ours, columns, rows + bool(ties))


def _below(bosses: Mapping[int, int | None]) -> dict[int | None, list[int]]:
    """Who reports to whom; a boss who is not on the map counts as none."""
    found: dict[int | None, list[int]] = {}
    for pk, boss in bosses.items():
        found.setdefault(boss if boss in bosses else None, []).append(pk)
    return found


def _grow(
    pk: int,
    below: Mapping[int | None, list[int]],
    theirs: dict[int, tuple[float, float]],
    left: float,
    depth: int,
) -> float:
    """Place `pk` over the middle of those who report to it; returns the next free column."""
    reports = below.get(pk, [])
    right = left
    for each in reports:
        right = _grow(each, below, theirs, right, depth + 1)
    if not reports:
        theirs[pk] = (left, float(depth))
        return left + 1
    first, last = theirs[reports[0]][0], theirs[reports[-1]][0]
    theirs[pk] = ((first + last) / 2, float(depth))
    return right


def _spread(
    ties: Mapping[int, Sequence[int]], theirs: Mapping[int, tuple[float, float]], columns: float
) -> list[tuple[int, float]]:
    """Our people over the whole width, each near those they know."""

    def middle(pk: int) -> float:
        known = [theirs[each][0] for each in ties[pk] if each in theirs]
        return sum(known) / len(known) if known else columns

    order = sorted(ties, key=lambda pk: (middle(pk), pk))
    step = columns / len(order) if order else 0
    return [(pk, (nth + 0.5) * step - 0.5) for nth, pk in enumerate(order)]
