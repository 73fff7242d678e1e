"""Which accounts are due for a visit, the most urgent first (domain §6.11, US-02)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Least

from accounts.models import Account
from relationships import rules
from relationships.models.coverage import CoverageStandard
from relationships.models.rhythm import IN_CARE, Rhythm, RhythmQuerySet, started
from relationships.models.visit import Visit
from relationships.rules import DueStatus, Effort, NextDue
from staff.models import User


@dataclass(frozen=True)
class DueRow:
    """One account of the due list."""

    account: Account
    due: NextDue
    last_visit: Visit | None


@dataclass(frozen=True)
class Piece:
    """Accounts `start` to `stop` of those with one status and tier, the longest unseen first."""

    status: DueStatus
    effort: Effort
    start: int
    stop: int


@dataclass(frozen=True)
class Group:
    """How many accounts of an owner and a unit have a tier, by status, and their visits this
    quarter.

    Each account counts at most the visits asked of it, so one often seen does not hide one
    forgotten.
    """

    owner_id: int | None
    tier: int
    by_status: Counter[DueStatus]
    made: int
    unit_id: int | None = None

    @property
    def accounts(self) -> int:
        return self.by_status.total()


class DueList:
    """Accounts with a visit rhythm: lapsed first, then overdue, by tier and days.

    As a paginator wants it: `count()` and slices of rows. A status of a tier is a range of days,
    so a page is read from an index and nothing is sorted, however many accounts there are.
    """

    ordered = True

    def __init__(self, rhythms: RhythmQuerySet, *, as_of: date, efforts: dict[int, Effort]) -> None:
        self.as_of, self.efforts = as_of, efforts
        care = rhythms.in_care(efforts)
        self.rhythms: Any = care.with_rank(as_of=as_of, efforts=efforts)

    @classmethod
    def of(cls, user: User, *, as_of: date, efforts: dict[int, Effort]) -> "DueList":
        """Of the accounts `user` may open."""
        return cls(Rhythm.objects.visible_to(user), as_of=as_of, efforts=efforts)

    # How many

    @cached_property
    def groups(self) -> list[Group]:
        """By owner, unit and tier; one query.

        A part for each tier: its statuses are days to compare with, and an index has the days.
        """
        parts = [self._of_tier(effort) for effort in self.efforts.values()]
        rows = parts[0].union(*parts[1:], all=True) if parts else []
        return [
            Group(owner, tier, Counter(dict(zip(DueStatus, numbers, strict=True))), made or 0, unit)
            for tier, owner, unit, made, *numbers in rows
        ]

    def _of_tier(self, effort: Effort) -> Any:
        since = rules.quarter(self.as_of)
        asked = rules.required_visits(
            days=(self.as_of - since).days + 1, visit_days=effort.visit_days
        )
        made = Sum(Least(F("quarter_visits"), asked), filter=Q(last_visited_on__gte=since))
        numbers = {
            status.slug: Count("pk", filter=started(status, effort, self.as_of))
            for status in DueStatus
        }
        rows = (
            self.rhythms.filter(tier=effort.tier)
            .order_by()
            .values_list("tier", "owner_id", "unit_id")
        )
        return rows.annotate(made=made, **numbers)

    @cached_property
    def counts(self) -> Counter[tuple[DueStatus, int]]:
        """Accounts by status and tier, without those that have none."""
        found: Counter[tuple[DueStatus, int]] = Counter()
        for group in self.groups:
            found += Counter({(status, group.tier): n for status, n in group.by_status.items()})
        return found

    def count(self) -> int:
        return self.counts.total()

    @property
    def by_status(self) -> dict[str, int]:
        """`lapsed`, `overdue`, …, and `care` for all."""
        found = {status.slug: 0 for status in DueStatus} | {"care": self.count()}
        for (status, _tier), n in self.counts.items():
            found[status.slug] += n
        return found

    # Which

    def __getitem__(self, part: slice) -> list[DueRow]:
        return self.rows(self.pieces(part.start or 0, part.stop))

    def pieces(self, start: int, stop: int) -> Iterator[Piece]:
        """What places `start` to `stop` of the whole list are of every status and tier."""
        before = 0
        for status, effort in self._order():
            n = self.counts[status, effort.tier]
            low, high = max(start - before, 0), min(stop - before, n)
            if low < high:
                yield Piece(status, effort, low, high)
            before += n

    def first(self, count: int, *, but: int | None = None) -> list[DueRow]:
        """The most urgent of those due soon or late, without counting; `but` leaves one out."""
        order = [(status, effort) for status, effort in self._order() if status >= DueStatus.DUE]
        wanted = DueList(self.rhythms.exclude(pk=but), as_of=self.as_of, efforts=self.efforts)
        return wanted.rows(Piece(*each, 0, count) for each in order)[:count]

    def _order(self) -> Iterator[tuple[DueStatus, Effort]]:
        for status in sorted(DueStatus, reverse=True):
            for tier in sorted(self.efforts):
                yield status, self.efforts[tier]

    def rows(self, pieces: Iterable[Piece]) -> list[DueRow]:
        """Two queries: the ids of the pieces, then what is printed but the people met."""
        ids = self._ids(list(pieces))
        whole = Rhythm.objects.select_related(
            "account__owner", "account__standing", "account__coverage__last_visit"
        ).in_bulk(ids)
        return [self._row(whole[pk]) for pk in ids if pk in whole]

    def _ids(self, pieces: list[Piece]) -> list[int]:
        if not pieces:
            return []
        parts: list[Any] = [
            self.rhythms.between(piece.status, piece.effort, self.as_of)
            .annotate(place=Value(place, output_field=IntegerField()))
            .values_list("place", "start", "pk")[piece.start : piece.stop]
            for place, piece in enumerate(pieces)
        ]
        found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        return [pk for _place, _start, pk in sorted(found)]

    def _row(self, rhythm: Rhythm) -> DueRow:
        account = rhythm.account
        coverage = getattr(account, "coverage", None)
        due = next_due_of(rhythm, self.efforts, self.as_of)
        return DueRow(account, due, coverage.last_visit if coverage else None)


def next_due_of(rhythm: Rhythm, efforts: dict[int, Effort], as_of: date) -> NextDue:
    """The due date of an account in care."""
    return rules.next_due(
        start=rhythm.start, visit_days=efforts[rhythm.tier].visit_days, as_of=as_of
    )


def rhythm_of(account: int, efforts: Iterable[int]) -> Rhythm | None:
    """The rhythm of an account (its id) that is in care."""
    return Rhythm.objects.in_care(efforts).filter(pk=account).first()


def with_people(rows: list[DueRow]) -> list[DueRow]:
    """The rows with the people met last, read in one query."""
    prefetch_related_objects([row.last_visit for row in rows if row.last_visit], "contacts")
    return rows


def coverage_of(account: Account, as_of: date) -> NextDue | None:
    """When this account is due, None if it has no visit rhythm. One query."""
    standard = CoverageStandard.objects.filter(tier=OuterRef("tier")).values("visit_days")
    rhythm = Rhythm.objects.filter(pk=account.pk, status__in=IN_CARE, tier__gt=0)
    found = rhythm.values_list("start", Subquery(standard)).first()
    if found is None or found[1] is None:
        return None
    return rules.next_due(start=found[0], visit_days=found[1], as_of=as_of)
