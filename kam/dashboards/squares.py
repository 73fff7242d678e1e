"""The whole book on the 25 squares: counts and amounts a square, lists, change since a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from kam.dashboards.square_sums import SquareSum, sums_of, sums_of_company
from kam.lib.relations import Stage
from relationships import labels, stages
from relationships.models import GridRules, Relation, StageCell, StageChange
from relationships.squares import Cell, Grid, grid_of
from tiering.models import Run, Score

Square = tuple[int, int]
OFF = stages.Zone.OFF


@dataclass(frozen=True)
class Line:
    """A row of the legend; `ask` is what the address says to list it."""

    name: Any
    words: Any
    tone: str
    count: int
    amount: int
    ask: tuple[str, int]


@dataclass(frozen=True)
class Risk:
    """One kind of one-sided relation in this book."""

    code: stages.Lopsided
    count: int

    @property
    def name(self) -> Any:
        return labels.LOPSIDED[self.code]

    @property
    def advice(self) -> Any:
        return labels.LOPSIDED_ADVICE[self.code]


class Book:
    """The accounts of a reader's book, narrowed, by the square they stand in; `whole` if these are
    all open accounts of the company.

    Amounts are the 12-month net revenue of the run in view, in minor units; members of
    a group are counted, their amount with the head of the group.
    """

    def __init__(
        self,
        accounts: AccountQuerySet,
        run: Run | None,
        *,
        since: date | None = None,
        whole: bool = False,
    ) -> None:
        self.accounts, self.run, self.since, self.whole = accounts, run, since, whole
        self.rules = GridRules.current()
        self.stages = StageCell.objects.stages()

    def relations(self) -> QuerySet[Relation]:
        """Of the book; of a whole one all but the few accounts that are gone, which are found
        faster."""
        relations = Relation.objects.order_by()
        if self.whole:
            gone = Account.everyone.order_by().gone().filter(pk=OuterRef("account"))
            return relations.filter(~Exists(gone))
        return relations.filter(account__in=self.accounts.order_by().values("pk"))

    @cached_property
    def _sums(self) -> list[SquareSum]:
        return sums_of_company(self.run) if self.whole else sums_of(self.accounts, self.run)

    @cached_property
    def counts(self) -> dict[Square, tuple[int, int]]:
        """Accounts and amount by square; squares off the grid have a 0."""
        found: dict[Square, tuple[int, int]] = {}
        for p, c, _stage, n, total in self._sums:
            known = found.get((p, c), (0, 0))
            found[p, c] = (known[0] + n, known[1] + total)
        return found

    @cached_property
    def old_stages(self) -> int:
        """Accounts whose stage still follows cells of before; it changes when assessed again."""
        return sum(
            n for p, c, stage, n, _ in self._sums if stage != stages.stage_of(p, c, self.stages)
        )

    @cached_property
    def all(self) -> tuple[int, int]:
        """Accounts and amount of the whole narrowed book, assessed or not."""
        return sum(row[3] for row in self._sums), sum(row[4] for row in self._sums)

    @cached_property
    def before(self) -> dict[Square, int] | None:
        """Accounts by square at the end of the day `since`."""
        if self.since is None:
            return None
        found = {square: count for square, (count, _amount) in self.counts.items()}
        for now, then, n in self._moved(self.since):
            found[now] -= n
            if then is not None:
                found[then] = found.get(then, 0) + n
        return found

    def _moved(self, since: date) -> list[tuple[Square, Square | None, int]]:
        """Where those stand now that took a step after `since`, where they stood, how many."""
        steps = StageChange.objects.filter(account=OuterRef("pk"), on__lte=since)
        last = steps.order_by("-on", "-pk").annotate(at=F("personal") * 10 + F("company"))
        later = StageChange.objects.filter(on__gt=since).values("account")
        moved = self.relations().filter(pk__in=later)
        rows = moved.values("personal", "company", then=Subquery(last.values("at")[:1]))
        return [
            ((p, c), None if at is None else divmod(at, 10), n)
            for p, c, at, n in rows.annotate(n=Count("pk")).values_list(
                "personal", "company", "then", "n"
            )
        ]

    @cached_property
    def grid(self) -> Grid:
        return grid_of(
            self.stages,
            self.rules.preset,
            self.rules.imbalance_warn,
            counts=self.counts,
            before=self.before,
        )

    def on_grid(self) -> tuple[int, int]:
        return self.sum_of(cell for cell in self.grid.cells)

    def off_grid(self) -> tuple[int, int]:
        """Not assessed, or with a level of 0."""
        (count, amount), (on, sum_on) = self.all, self.on_grid()
        return count - on, amount - sum_on

    @staticmethod
    def sum_of(cells: Iterable[Cell]) -> tuple[int, int]:
        known = list(cells)
        return sum(cell.count for cell in known), sum(cell.amount for cell in known)

    def cells(self, choice: "Choice") -> list[Cell]:
        return [cell for cell in self.grid.cells if choice.has(cell)]

    def legend(self) -> list[Line]:
        """The stages from the highest, then the zones before them."""
        lines = [
            Line(
                labels.STAGE[stage],
                labels.STAGE_WORDS[self.rules.preset].get(stage, ""),
                f"stage-{stage.value}",
                *self.sum_of(cell for cell in self.grid.cells if cell.stage == stage),
                ("stage", stage.value),
            )
            for stage in reversed(Stage)
            if stage in self.stages.values() and stage
        ]
        zones = {cell.zone for cell in self.grid.cells if cell.zone}
        lines += [
            Line(
                labels.ZONE[zone],
                labels.ZONE_WORDS[zone],
                f"zone-{zone.value}",
                *self.sum_of(cell for cell in self.grid.cells if cell.zone == zone),
                ("zone", zone.value),
            )
            for zone in sorted(zones, reverse=True)
        ]
        off = Line(
            labels.ZONE[OFF], labels.ZONE_WORDS[OFF], "zone-1", *self.off_grid(), ("zone", 1)
        )
        return [*lines, off]

    def risks(self) -> list[Risk]:
        found = [
            Risk(code, sum(cell.count for cell in self.grid.cells if cell.lopsided == code))
            for code in stages.Lopsided
        ]
        return [risk for risk in found if risk.count]

    def listed(self, choice: "Choice", *, by_amount: bool) -> QuerySet[Any]:
        """Relations of the squares chosen, the largest account first, or by name."""
        squares = Q()
        for cell in self.cells(choice):
            squares |= Q(personal=cell.personal, company=cell.company)
        return self._ordered(
            self.relations().filter(squares if squares else Q(pk__in=[])), by_amount
        )

    def rows_of(self, listed: QuerySet[Any], *, by_amount: bool) -> list[Any]:
        """A page of `listed` with its accounts: they are joined to the page alone, not to all that
        is sorted for it."""
        page = Relation.objects.filter(pk__in=listed.values("pk"))
        rows = self._ordered(page, by_amount)
        return list(rows.select_related("account", "account__standing", "account__owner"))

    def _ordered(self, relations: QuerySet[Relation], by_amount: bool) -> QuerySet[Any]:
        score = Score.objects.filter(run=self.run, account=OuterRef("account"))
        amount = Coalesce(Subquery(score.values("net_revenue")[:1]), 0)
        order = ("-amount", "account") if by_amount else ("account__sort_key", "account")
        return relations.annotate(amount=amount).order_by(*order)

    def listed_off(self, *, by_amount: bool) -> QuerySet[Any]:
        """Accounts off the grid, the largest first, or by name."""
        scored = FilteredRelation("scores", condition=Q(scores__run=self.run))
        on = Relation.objects.filter(account=OuterRef("pk"), personal__gt=0, company__gt=0)
        rows = self.accounts.alias(scored=scored).annotate(
            amount=Coalesce(F("scored__net_revenue"), 0)
        )
        return (
            rows.filter(~Exists(on))
            .select_related("standing", "owner")
            .order_by(*(("-amount", "pk") if by_amount else ("sort_key", "pk")))
        )


@dataclass(frozen=True)
class Choice:
    """What is listed: a square, a stage, a zone or a risk."""

    square: Square | None = None
    stage: int | None = None
    zone: int | None = None
    risk: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """As the address says; nothing where it says nonsense."""

        def number(name: str, most: int) -> int | None:
            text = query.get(name, "")
            return int(text) if text.isdecimal() and len(text) == 1 and int(text) <= most else None

        p, c = number("p", 5), number("c", 5)
        if p and c:
            return cls(square=(p, c))
        if stage := number("stage", 5):
            return cls(stage=stage)
        if zone := number("zone", 5):
            return cls(zone=zone)
        return cls(risk=number("risk", 2) or None)

    @property
    def is_off(self) -> bool:
        return self.zone == OFF

    def __bool__(self) -> bool:
        return self != Choice()

    def has(self, cell: Cell) -> bool:
        if self.square:
            return (cell.personal, cell.company) == self.square
        if self.stage:
            return cell.stage == self.stage
        if self.zone:
            return cell.zone == self.zone
        return self.risk is not None and cell.lopsided == self.risk

    def name(self) -> Any:
        """How the list is headed, but for a square, whose levels say more."""
        if self.stage:
            return labels.STAGE[Stage(self.stage)]
        if self.zone:
            return labels.ZONE[stages.Zone(self.zone)]
        return labels.LOPSIDED[stages.Lopsided(self.risk)] if self.risk else ""
