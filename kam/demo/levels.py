"""How we stand with the larger customers: levels over a year and a half, and what they show."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from accounts.models import Contact
from kam.demo import level_texts
from kam.demo.accounts import Customers
from kam.demo.book import Book, Kind
from kam.demo.company import OVERSEAS, Staff
from relationships import ladders
from relationships.models import Axis, Level, Partnership
from relationships.services import relations
from staff.models import User
from staff.permissions import Role

ACCOUNTS = 120
SPAN = 540  # days that the histories go back
SPARSE = 10  # everyone so many has not been looked at for long


def load(book: Book, customers: Customers, staff: Staff) -> int:
    """Write levels of the largest customers with an owner; returns the number of levels."""
    known = (customers.owner > 0) & (book.kind != Kind.PROSPECT) & (book.parent < 0)
    largest = np.argsort(np.where(known, customers.place, np.inf), kind="stable")
    chosen = largest[: min(ACCOUNTS, int(known.sum()))].tolist()
    people = _people([customers.first_id + row for row in chosen])
    managers = {
        unit.pk: User.objects.filter(role=Role.MANAGER, unit=unit).order_by("pk").first()
        for unit in staff.units
    }
    random = book.random("levels")
    rows: list[Level] = []
    for row in chosen:
        account = customers.first_id + row
        case = _Case(
            book,
            random,
            account,
            people[account],
            int(customers.owner[row]),
            managers[staff.units[book.unit[row]].pk],
            int(book.unit[row] == OVERSEAS),
            float(customers.place[row]),
        )
        rows += case.levels()
    rows.sort(key=lambda level: (level.created_at, level.account_id))
    Level.objects.bulk_create(rows)
    _partnerships(random, rows, customers)
    relations.rebuild(today=book.end)
    return len(rows)


def _people(accounts: list[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(account__in=accounts, is_active=True).order_by("pk"):
        found[contact.account_id].append(contact)
    return found


class _Case:
    """One account: where it started, where it stands, and how it came there."""

    def __init__(
        self,
        book: Book,
        random: np.random.Generator,
        account: int,
        people: list[Contact],
        owner: int,
        manager: User | None,
        language: int,
        place: float,
    ) -> None:
        self.end, self.random, self.account = book.end, random, account
        self.people, self.owner, self.manager = people, owner, manager
        self.language = language
        self.rank = min(1.0, place / 0.4)

    def levels(self) -> Iterator[Level]:
        """Company and personal axis walk apart; a few fall back towards the end."""
        yield from self.walk(Axis.COMPANY, None)
        for contact in self.people:
            yield from self.walk(Axis.PERSONAL, contact)

    def walk(self, axis: Axis, contact: Contact | None) -> Iterator[Level]:
        weight = (contact.influence or 1) if contact else 5
        middle = 3.9 if axis == Axis.COMPANY else 4.3 - 0.15 * (5 - weight)
        best = self.random.normal(middle - 1.9 * self.rank, 0.9)
        goal = int(np.clip(round(best), 1, 5))
        level = max(1, goal - int(self.random.integers(1, 4)))
        sparse = self.account % SPARSE == 0
        day = SPAN - int(self.random.integers(0, 90))
        last = 200 if sparse else int(self.random.integers(5, 120))
        while day > last and level <= goal:
            yield self.row(axis, contact, level, day, fell=False)
            level += 1
            day -= int(self.random.integers(60, 150))
        level = min(level - 1, goal)
        if not sparse and self.random.random() < 0.16 and level > 1:
            yield self.row(axis, contact, level - 1, last, fell=True)
        elif not sparse and self.random.random() < 0.5:
            yield self.row(axis, contact, level, last, fell=False)
        elif axis == Axis.COMPANY and self.random.random() < 0.12 and goal < 5:
            yield self.row(axis, None, goal + 1, 3, fell=False, waits=True)

    def row(
        self, axis: Axis, contact: Contact | None, level: int, ago: int, *, fell: bool,
        waits: bool = False,
    ) -> Level:  # fmt: skip
        day = self.end - timedelta(days=ago)
        moment = datetime.combine(day, time(2), UTC)
        said = level_texts.FELL if fell else level_texts.SAID[axis.value][level]
        proposed = axis == Axis.COMPANY
        return Level(
            account_id=self.account,
            axis=axis,
            contact=contact,
            colleague_id=self.owner if contact else None,
            level=level,
            evidence=self.evidence(axis, level),
            note=said[int(self.random.integers(len(said)))][self.language],
            assessed_on=day,
            by_id=self.owner,
            needs_word=proposed,
            confirmed_by=self.manager if proposed and not waits else None,
            confirmed_at=moment + timedelta(hours=4) if proposed and not waits else None,
            created_at=moment,
        )

    def evidence(self, axis: Axis, level: int) -> list[str]:
        codes = list(ladders.items(ladders.GATE3, axis, level))
        count = min(len(codes), 2 + int(self.random.random() < 0.4))
        chosen = set(self.random.choice(len(codes), count, replace=False).tolist())
        return [code for place, code in enumerate(codes) if place in chosen]


def _partnerships(random: np.random.Generator, rows: list[Level], customers: Customers) -> None:
    """The eight signs of the best company relations."""
    best: dict[int, Level] = {}
    for level in rows:
        if level.axis == Axis.COMPANY and level.level >= 4 and level.counts:
            best[level.account_id] = level
    signs = list(ladders.PARTNERSHIP)
    made: list[Any] = []
    for account, level in sorted(best.items()):
        count = int(random.integers(3, 8))
        chosen = set(random.choice(len(signs), count, replace=False).tolist())
        made.append(
            Partnership(
                account_id=account,
                evidence=[code for place, code in enumerate(signs) if place in chosen],
                alliance_signed_on=_signed(level) if level.level == 5 else None,
                by_id=level.by_id,
            )
        )
    Partnership.objects.bulk_create(made)


def _signed(level: Level) -> date | None:
    return level.assessed_on if level.account_id % 2 else None
