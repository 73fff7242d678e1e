"""How well accounts are covered and how much of our time they ask for (domain §6.11): by person
and by unit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from relationships import rules
from relationships.models.due import DueList, Group
from relationships.models.rhythm import Rhythm
from relationships.rules import DueStatus, Effort, Hours
from staff.models import Unit, User
from staff.permissions import Role

SELL = (Role.REP, Role.KAM)  # whose selling time a unit has


def hours_of(efforts: Mapping[int, Effort]) -> Hours:
    """What all standards calculate with."""
    return next((effort.hours for effort in efforts.values()), Hours())


def coverage(groups: Iterable[Group], today: date, efforts: Mapping[int, Effort]) -> float | None:
    """Share of the visits the standards ask for this quarter that were made.

    None without an account that has a standard.
    """
    days = (today - rules.quarter(today)).days + 1
    groups = list(groups)
    asked = sum(
        rules.required_visits(days=days, visit_days=efforts[group.tier].visit_days) * group.accounts
        for group in groups
    )
    return sum(group.made for group in groups) / asked if asked else None


@dataclass
class Load:
    """The accounts in care of a person or a unit, and the hours they ask for in a year.

    `people` share them: one, or those of the unit who sell; without any there is no capacity.
    """

    people: int = 1
    who: User | Unit | None = None
    depth: int = 0
    groups: list[Group] = field(default_factory=list)
    by_status: Counter[DueStatus] = field(default_factory=Counter)
    tiers: Counter[int] = field(default_factory=Counter)
    share: float | None = None
    required: float = 0.0
    capacity: float = 0.0
    tone: str = ""

    @property
    def care(self) -> int:
        return self.by_status.total()

    @property
    def lapsed(self) -> int:
        return self.by_status[DueStatus.LAPSED]

    @property
    def overdue(self) -> int:
        return self.by_status[DueStatus.OVERDUE]

    @property
    def due(self) -> int:
        return self.by_status[DueStatus.DUE]

    @property
    def used(self) -> float | None:
        """Share of the capacity that the standards ask for."""
        return rules.utilisation(self.required, self.capacity) if self.capacity else None

    @property
    def free(self) -> float:
        return self.capacity - self.required


@dataclass(frozen=True)
class Workload:
    """Of all accounts in reach; `units` as a tree, parents first, `people` the busiest first."""

    whole: Load
    units: list[Load]
    people: list[Load]
    hours: Hours


def reads_others(user: User) -> bool:
    """Who sees the load of others: those who see all their accounts, and not some of them."""
    return user.role in (Role.MANAGER, Role.AUDITOR)


def workload_of(user: User, *, today: date, efforts: dict[int, Effort]) -> Workload:
    """Of the accounts in the units `user` leads, or of the own ones; five queries."""
    rhythms = Rhythm.objects.visible_to(user)
    mine = rhythms if reads_others(user) else rhythms.filter(owner=user)
    groups = DueList(mine, as_of=today, efforts=efforts).groups
    make = _Maker(today, efforts)
    owners = User.objects.in_bulk({group.owner_id for group in groups if group.owner_id})
    people = [
        make(Load(who=owners.get(owner or 0), people=1 if owner else 0), theirs)
        for owner, theirs in _by_owner(groups).items()
    ]
    people.sort(key=lambda load: (load.who is None, -load.required, load.who.pk if load.who else 0))
    units = _units(user, groups, make) if reads_others(user) else []
    sellers = sum(unit.people for unit in units if not unit.depth) if units else 1
    return Workload(make(Load(people=sellers), groups), units, people, hours_of(efforts))


class _Maker:
    """Adds up the groups of a row."""

    def __init__(self, today: date, efforts: dict[int, Effort]) -> None:
        self.today, self.efforts, self.hours = today, efforts, hours_of(efforts)

    def __call__(self, load: Load, groups: list[Group]) -> Load:
        load.groups = groups
        for group in groups:
            load.by_status += group.by_status
            load.tiers[group.tier] += group.accounts
        load.share = coverage(groups, self.today, self.efforts)
        load.required = rules.required_hours(load.tiers, self.efforts.values())
        load.capacity = self.hours.capacity * load.people
        load.tone = self.hours.load(load.used) if load.used is not None else ""
        return load


def _by_owner(groups: list[Group]) -> dict[int | None, list[Group]]:
    found: dict[int | None, list[Group]] = {}
    for group in groups:
        found.setdefault(group.owner_id, []).append(group)
    return found


def _units(user: User, groups: list[Group], make: _Maker) -> list[Load]:
    """Each unit with all below it; units without accounts and sellers are left out."""
    seen = list(Unit.objects.visible_to(user).for_list())
    paths = {unit.pk: unit.path for unit in seen}
    sellers = _sellers(seen)
    top = min((unit.depth for unit in seen), default=0)
    found = []
    for unit in seen:
        below = [g for g in groups if paths.get(g.unit_id or 0, "").startswith(unit.path)]
        people = sum(n for pk, n in sellers.items() if paths[pk].startswith(unit.path))
        if below or people:
            found.append(make(Load(who=unit, people=people, depth=unit.depth - top), below))
    return found


def _sellers(units: list[Unit]) -> dict[int, int]:
    """How many people sell, by unit."""
    selling = User.objects.active().filter(role__in=SELL, unit__in=units).order_by()
    counted = selling.values_list("unit").annotate(n=Count("pk"))
    return dict(counted)
