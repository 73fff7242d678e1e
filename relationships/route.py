"""Whom to see on one day: due and planned accounts of one person, by region."""

from dataclasses import dataclass
from datetime import date

from relationships.models import CoverageStandard, Visit
from relationships.models.due import DueList, DueRow, with_people
from relationships.models.rhythm import Rhythm
from relationships.rules import DueStatus
from staff.models import User

MOST = 200  # due accounts on the page, the most urgent first


@dataclass(frozen=True)
class Stop:
    """An account of the day: due, or with a visit planned for it."""

    account_id: int
    name: str
    second_name: str
    row: DueRow | None
    visit: Visit | None


@dataclass(frozen=True)
class Area:
    """The stops of a region; `name` is empty for accounts whose region nobody noted."""

    name: str
    stops: list[Stop]


@dataclass(frozen=True)
class Route:
    day: date
    areas: list[Area]
    planned: int
    due: int
    more: int  # due accounts left out


def route_of(user: User, day: date) -> Route:
    """Six queries, however many accounts. Due is who will be due by `day`."""
    efforts = CoverageStandard.objects.efforts()
    own = Rhythm.objects.visible_to(user).filter(owner=user)
    listed = DueList(own, as_of=day, efforts=efforts)
    total = sum(n for (status, _tier), n in listed.counts.items() if status >= DueStatus.DUE)
    rows = with_people(listed[0 : min(total, MOST)])
    visits = list(planned_on(user, day))
    stops = _stops(rows, visits)
    areas = [Area(name, stops[name]) for name in sorted(stops, key=lambda name: (not name, name))]
    return Route(day, areas, len(visits), len(rows), total - len(rows))


def planned_on(user: User, day: date) -> "list[Visit]":
    """What `user` has planned for the day, in the order of the day."""
    mine = Visit.objects.visible_to(user).planned().filter(owner=user, date=day)
    return list(mine.for_list().order_by("time", "pk"))


def _stops(rows: list[DueRow], visits: list[Visit]) -> dict[str, list[Stop]]:
    """By region: planned ones first, then the most urgent."""
    found: dict[str, list[Stop]] = {}
    due = {row.account.pk: row for row in rows}
    planned = {visit.account_id for visit in visits}
    for visit in visits:
        account, row = visit.account, due.get(visit.account_id)
        stop = Stop(account.pk, account.display_name, account.second_name, row, visit)
        found.setdefault(account.region.strip(), []).append(stop)
    for row in rows:
        account = row.account
        if account.pk not in planned:
            stop = Stop(account.pk, account.display_name, account.second_name, row, None)
            found.setdefault(account.region.strip(), []).append(stop)
    return found
