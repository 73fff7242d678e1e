"""The path of an account over the squares, replayed from what happened (domain §4.3-4.6).

Pure. The same replay keeps the stored path and rebuilds it, so both are the same by construction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from relationships.stages import account_level, stage_of


@dataclass(frozen=True)
class Assessed:
    """A level that counts from `moment` on; company levels have no people."""

    moment: datetime
    on: date
    pk: int
    level: int
    assessed_on: date
    contact: int | None = None
    colleague: int | None = None
    reason: str = ""
    by: int | None = None


@dataclass(frozen=True)
class PersonIs:
    """From `moment` on a contact weighs so much in decisions; None: no part in them."""

    moment: datetime
    on: date
    contact: int
    weight: int | None


@dataclass(frozen=True)
class CellIs:
    """From `moment` on a square has this stage."""

    moment: datetime
    personal: int
    company: int
    stage: int


@dataclass(frozen=True)
class ShareIs:
    """From `moment` on this share of the influence decides the personal level."""

    moment: datetime
    share: Decimal


Happening = Assessed | PersonIs | CellIs | ShareIs


@dataclass(frozen=True)
class Step:
    """One row of the stage history; `before` is None for the first."""

    on: date
    before: int | None
    after: int
    personal: int
    company: int
    reason: str
    by: int | None


@dataclass
class State:
    """What is known while the happenings are read in order."""

    cells: dict[tuple[int, int], int]
    share: Decimal
    weights: dict[int, int] = field(default_factory=dict)
    levels: dict[tuple[int | None, int | None], Assessed] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def company(self) -> int:
        known = self.levels.get((None, None))
        return known.level if known else 0

    @property
    def personal(self) -> int:
        best: dict[int, int] = {}
        for (contact, _colleague), known in self.levels.items():
            if contact is not None:
                best[contact] = max(best.get(contact, 0), known.level)
        people = [(weight, best.get(pk, 0)) for pk, weight in self.weights.items()]
        return account_level(people, self.share)

    def take(self, what: Happening) -> None:
        if isinstance(what, CellIs):
            self.cells[what.personal, what.company] = what.stage
        elif isinstance(what, ShareIs):
            self.share = what.share
        elif isinstance(what, PersonIs):
            self.weigh(what)
        else:
            self.assess(what)

    def weigh(self, what: PersonIs) -> None:
        """A person's weight alone moves the levels; the stage follows only where they moved."""
        self.weights.pop(what.contact, None)
        if what.weight is not None:
            self.weights[what.contact] = what.weight
        last = self.steps[-1] if self.steps else None
        if last and (last.personal, last.company) != (self.personal, self.company):
            self.step(what.on, "", None)

    def assess(self, what: Assessed) -> None:
        """What was assessed later stays, also when an older level is confirmed after it."""
        relation = (what.contact, what.colleague)
        known = self.levels.get(relation)
        if known is None or (known.assessed_on, known.pk) < (what.assessed_on, what.pk):
            self.levels[relation] = what
            self.step(what.on, what.reason, what.by)

    def step(self, on: date, reason: str, by: int | None) -> None:
        personal, company = self.personal, self.company
        stage = stage_of(personal, company, self.cells)
        last = self.steps[-1] if self.steps else None
        if last and (last.personal, last.company, last.after) == (personal, company, stage):
            return
        day = max(on, last.on) if last else on
        before = last.after if last else None
        self.steps.append(Step(day, before, stage, personal, company, reason, by))


def replay(
    happenings: Iterable[Happening],
    *,
    cells: dict[tuple[int, int], int],
    share: Decimal,
    weights: dict[int, int],
) -> State:
    """Everything that happened, in order; `cells`, `share` and `weights` as they first were.

    The order of time decides; at the same moment settings and people come before assessments.
    """
    state = State(dict(cells), share, dict(weights))
    for what in sorted(happenings, key=_order):
        state.take(what)
    return state


def _order(what: Happening) -> tuple[datetime, bool, int]:
    is_level = isinstance(what, Assessed)
    return (what.moment, is_level, what.pk if isinstance(what, Assessed) else 0)
