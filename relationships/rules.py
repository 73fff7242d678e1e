"""When an account is due for a visit, and how well accounts are covered (domain §6.11).

Pure: dates and intervals in, statuses and shares out. Time is an argument.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from kam.lib.classes import PyramidTier

REVIEWS_PER_YEAR = {PyramidTier.TOP: 4, PyramidTier.MAJOR: 2}
DUE_DAYS = 7


@dataclass(frozen=True)
class Hours:
    """What contacts take, and what one person has in a year; the first values are the domain's.

    The policy in force sets them (`relationships.models.CareRules` has them for us).
    """

    visit: float = 3.0  # travel included
    remote: float = 0.5
    review: float = 6.0
    capacity: float = 880.0  # 220 days of 8 hours, half of them selling
    busy: float = 0.9  # of the capacity: amber above it, too much above 1

    def load(self, used: float) -> str:
        """The tone of a utilisation: `red` above the capacity, `amber` near it."""
        if used > 1:
            return "red"
        return "amber" if used > self.busy else ""


class DueStatus(IntEnum):
    """Where an account stands against its visit rhythm; higher is worse."""

    OK = 0
    DUE = 1
    OVERDUE = 2
    LAPSED = 3

    @property
    def slug(self) -> str:
        """As it is written in addresses."""
        return self.name.lower()

    @property
    def is_late(self) -> bool:
        return self >= DueStatus.OVERDUE


@dataclass(frozen=True)
class NextDue:
    """When the next visit is due, seen from `as_of`; `days_left` is negative when it is late."""

    due_on: date
    days_left: int
    days_since: int
    visit_days: int
    status: DueStatus

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def rhythm_share(self) -> float:
        """Days since the last visit over the standard's days."""
        return self.days_since / self.visit_days


def due_status(*, days_since: int, visit_days: int) -> DueStatus:
    """The status `days_since` the last visit, for a standard of one visit every `visit_days`."""
    days_left = visit_days - days_since
    if 2 * days_since > 3 * visit_days:
        return DueStatus.LAPSED
    if days_left < 0:
        return DueStatus.OVERDUE
    if days_left <= due_window(visit_days):
        return DueStatus.DUE
    return DueStatus.OK


def due_window(visit_days: int) -> int:
    """How many days before its date a visit counts as due soon."""
    return min(DUE_DAYS, visit_days // 4)


def first_day(status: DueStatus, visit_days: int) -> int:
    """The fewest days since the last visit that make a status: `due_status` from the other side."""
    days = {
        DueStatus.LAPSED: visit_days * 3 // 2 + 1,
        DueStatus.OVERDUE: visit_days + 1,
        DueStatus.DUE: visit_days - due_window(visit_days),
    }
    return days.get(status, 0)


def next_due(*, start: date, visit_days: int, as_of: date) -> NextDue:
    """The next visit after `start`: the last visit, or for the first one the date of the class."""
    days_since = (as_of - start).days
    return NextDue(
        due_on=start + timedelta(days=visit_days),
        days_left=visit_days - days_since,
        days_since=days_since,
        visit_days=visit_days,
        status=due_status(days_since=days_since, visit_days=visit_days),
    )


def quarter(day: date) -> date:
    """The first day of the quarter `day` is in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def required_visits(*, days: int, visit_days: int) -> int:
    """Visits a standard asks for in a period of `days`, at least one."""
    return max(1, days // visit_days)


def coverage_share(*, completed: int, days: int, visit_days: int | None) -> float | None:
    """Completed over required visits, at most 1; None for an account without a standard."""
    if visit_days is None:
        return None
    required = required_visits(days=days, visit_days=visit_days)
    return min(completed, required) / required


def suggested_days(visit_days: int) -> list[int]:
    """Days from now that a next step is likely to fall on, for a tier seen every `visit_days`."""
    return sorted({3, 7, 14, visit_days} if visit_days >= 14 else {3, 7, visit_days})


def suggested_dates(today: date, visit_days: int) -> list[date]:
    """The same as dates; one that falls on a weekend moves to Monday."""
    return sorted({_weekday(today, days) for days in suggested_days(visit_days)})


def usual_step_day(today: date) -> date:
    """When a next step is due of which no day was said: in a week, not on a weekend."""
    return _weekday(today, 7)


def _weekday(today: date, days: int) -> date:
    day = today + timedelta(days=days)
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


@dataclass(frozen=True)
class Effort:
    """What one account cared for like a tier asks of its owner, and of an executive."""

    tier: int
    visit_days: int
    remote: bool
    executive_days: int | None = None
    hours: Hours = Hours()

    @property
    def hours_per_year(self) -> float:
        per_visit = self.hours.remote if self.remote else self.hours.visit
        reviews = REVIEWS_PER_YEAR.get(PyramidTier(self.tier), 0)
        return 365 // self.visit_days * per_visit + reviews * self.hours.review


def required_hours(accounts: Mapping[int, int], efforts: Iterable[Effort]) -> float:
    """Hours a year for so many accounts per tier; tiers without a standard need none."""
    return sum(accounts.get(effort.tier, 0) * effort.hours_per_year for effort in efforts)


def utilisation(hours: float, capacity: float = Hours.capacity) -> float:
    """Share of the selling time that the standards take; above 1 they can't be kept."""
    return hours / capacity
