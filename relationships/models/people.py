"""Everybody at an account with who of ours knows them: read in a few queries, joined here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from accounts.models import Account, Contact, Influence
from relationships import people_map
from relationships.models.level import Axis, Level
from relationships.models.visit import Visit
from relationships.people_map import Gap
from staff.models import User


@dataclass(frozen=True)
class Tie:
    """One of ours and one of theirs: the newest level that counts, and when they last met."""

    colleague: User
    level: int | None = None
    assessed_on: date | None = None
    reassess: bool = False
    last_on: date | None = None

    @property
    def knows(self) -> bool:
        return bool(self.level) or self.last_on is not None


@dataclass
class Row:
    """One of their people, with the ties to ours, the closest first."""

    contact: Contact
    ties: list[Tie] = field(default_factory=list)
    cells: list[Tie | None] = field(default_factory=list)
    gaps: list[tuple[Gap, bool]] = field(default_factory=list)

    @property
    def best(self) -> Tie | None:
        """The closest tie that was assessed."""
        return next((tie for tie in self.ties if tie.level is not None), None)

    @property
    def last_on(self) -> date | None:
        return max((tie.last_on for tie in self.ties if tie.last_on), default=None)

    @property
    def urgent(self) -> list[Gap]:
        return [gap for gap, urgent in self.gaps if urgent]


@dataclass(frozen=True)
class Board:
    """The people of an account. `ours` heads the columns of the matrix."""

    account: Account
    rows: list[Row]
    gone: list[Contact]
    ours: list[User]
    lines: list[Influence]

    @property
    def there(self) -> list[Contact]:
        return [row.contact for row in self.rows]

    @property
    def urgent(self) -> list[Row]:
        return [row for row in self.rows if row.urgent]


def board_of(account: Account, user: User) -> Board:
    """Six queries at most. `account` is visible to `user`; ties only of colleagues still here."""
    everybody = Contact.objects.visible_to(user).known().filter(account=account).by_weight()
    people = list(everybody.select_related("reports_to"))
    there = [person for person in people if person.is_active]
    ties = ties_of(account, user)
    ours = _ours(account, ties)
    rows = [_row(person, ties, ours) for person in there]
    lines = Influence.objects.visible_to(user).filter(account=account).for_page()
    gone = [person for person in people if not person.is_active]
    return Board(account, rows, gone, ours, list(lines))


def ties_of(account: Account, user: User) -> dict[int, dict[int, Tie]]:
    """By contact and colleague; three queries."""
    levels = Level.objects.visible_to(user).filter(account=account, axis=Axis.PERSONAL)
    newest = {(row.contact_id, row.colleague_id): row for row in levels.counting().newest()}
    met = _last_met(account, user)
    pairs = {*newest, *met}
    colleagues = User.objects.active().in_bulk({ours for _theirs, ours in pairs})
    found: dict[int, dict[int, Tie]] = defaultdict(dict)
    for theirs, ours in sorted(pairs):
        if ours in colleagues:
            level = newest.get((theirs, ours))
            known: dict[str, Any] = {"last_on": met.get((theirs, ours))}
            if level is not None:
                known |= {"level": level.level, "assessed_on": level.assessed_on}
                known["reassess"] = level.reassess
            found[theirs][ours] = Tie(colleagues[ours], **known)
    return found


def _last_met(account: Account, user: User) -> dict[tuple[int, int], date]:
    """By those who wrote the visit and those who were there with them."""
    visits = Visit.objects.visible_to(user).completed().filter(account=account)
    met = visits.filter(contacts__isnull=False).order_by()
    wrote = met.values_list("contacts", "owner").annotate(last=Max("date"))
    joined = met.filter(colleagues__isnull=False).values_list("contacts", "colleagues")
    found: dict[tuple[int, int], date] = {}
    for theirs, ours, day in wrote.union(joined.annotate(last=Max("date")), all=True):
        found[theirs, ours] = max(day, found.get((theirs, ours), day))
    return found


def _ours(account: Account, ties: dict[int, dict[int, Tie]]) -> list[User]:
    """The owner first, then who knows most of them."""
    known: dict[int, int] = defaultdict(int)
    people = {} if account.owner is None else {account.owner.pk: account.owner}
    for by_colleague in ties.values():
        for pk, tie in by_colleague.items():
            known[pk] += tie.knows
            people[pk] = tie.colleague
    everybody = [person for person in people.values() if person.is_active]
    return sorted(everybody, key=lambda p: (p.pk != account.owner_id, -known[p.pk], p.pk))


def _row(person: Contact, ties: dict[int, dict[int, Tie]], ours: Iterable[User]) -> Row:
    mine = ties.get(person.pk, {})
    levels = {pk: tie.level for pk, tie in mine.items() if tie.level is not None}
    met = [pk for pk, tie in mine.items() if tie.last_on]
    found = people_map.gaps(person.influence, levels, met)
    return Row(
        contact=person,
        ties=sorted((tie for tie in mine.values() if tie.knows), key=_closest),
        cells=[mine.get(colleague.pk) for colleague in ours],
        gaps=[(gap, people_map.is_urgent(gap, person.influence)) for gap in found],
    )


def _closest(tie: Tie) -> tuple[int, int, int]:
    return -(tie.level or 0), -(tie.last_on.toordinal() if tie.last_on else 0), tie.colleague.pk
