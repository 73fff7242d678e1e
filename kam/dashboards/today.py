"""Today: what is due, for those who see customers; how the house runs, for those who don't."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Window, prefetch_related_objects

from accounts.models import ImportBatch
from accounts.models.batch import BatchState
from accounts.models.querysets import AccountQuerySet
from relationships import rules
from relationships.models import CoverageStandard, Visit
from relationships.models.due import (
    DueRow,
    coverage_in_period,
    due_accounts,
    due_rows,
    status_counts,
    with_last_visit,
)
from relationships.rules import DueStatus, Effort
from staff.models import User
from staff.permissions import Permission, Role, has_permission
from tiering.models import CurrentRun, Run

LATE, SOON, NEXT, PLANNED, RECENT, REPS = 8, 6, 3, 6, 5, 10


@dataclass(frozen=True)
class Counters:
    """The strip on top; each opens the list behind it."""

    late: int
    lapsed: int
    due: int
    planned: int
    care: int
    coverage: float | None


@dataclass
class RepRow:
    """One person's accounts by due status, and the share of selling time they ask for."""

    owner: User | None
    care: int = 0
    lapsed: int = 0
    overdue: int = 0
    due: int = 0
    tiers: dict[int, int] = field(default_factory=dict)
    utilisation: float = 0.0

    @property
    def late(self) -> int:
        return self.lapsed + self.overdue

    def urgency(self) -> tuple[int, int, int]:
        return -self.lapsed, -self.overdue, self.owner.pk if self.owner else 0

    @property
    def load(self) -> str:
        """`red` above the capacity, `amber` near it."""
        if self.utilisation > 1:
            return "red"
        return "amber" if self.utilisation > rules.BUSY else ""


@dataclass(frozen=True)
class Today:
    """What a person who sees customers has to do."""

    today: date
    counters: Counters
    late: list[DueRow]
    soon: list[DueRow]
    next: list[DueRow]
    planned: list[Visit]
    recent: list[Visit]
    reps: list[RepRow]


@dataclass(frozen=True)
class House:
    """What an administrator or auditor looks at first."""

    today: date
    current: Run | None
    last: Run | None
    imports: list[ImportBatch]


def has_visits(user: User) -> bool:
    return has_permission(user, Permission.VISIT_LOG)


def today_for(user: User, today: date) -> Today:
    """Eight queries at most, however many accounts."""
    efforts = CoverageStandard.objects.efforts()
    due = due_accounts(user=user, as_of=today, efforts=efforts)
    reps = by_owner(due)
    late_count = sum(row.late for row in reps)
    rows = most_urgent(due, late_count, today)
    planned, planned_count = planned_this_week(user, today)
    recent = list(Visit.objects.visible_to(user).completed().for_page()[:RECENT])
    met = [row.last_visit for row in rows if row.last_visit]
    prefetch_related_objects([*met, *planned, *recent], "contacts")
    return Today(
        today=today,
        counters=Counters(
            late=late_count,
            lapsed=sum(row.lapsed for row in reps),
            due=sum(row.due for row in reps),
            planned=planned_count,
            care=sum(row.care for row in reps),
            coverage=coverage(due, reps, today, efforts),
        ),
        late=[row for row in rows if row.due.status.is_late],
        soon=[row for row in rows if row.due.status == DueStatus.DUE][:SOON],
        next=[row for row in rows if row.due.status == DueStatus.OK][:NEXT],
        planned=planned,
        recent=recent,
        reps=with_load(reps[:REPS], efforts) if user.role == Role.MANAGER else [],
    )


def most_urgent(due: AccountQuerySet, late_count: int, today: date) -> list[DueRow]:
    """The first late accounts and the first of the others; the list has the late ones in front."""
    rows = due_rows(with_last_visit(due[: LATE + SOON]), today)
    if late_count <= LATE:
        return rows
    return rows[:LATE] + due_rows(with_last_visit(due[late_count : late_count + SOON]), today)


def planned_this_week(user: User, today: date) -> tuple[list[Visit], int]:
    """Planned visits up to Sunday, also those whose day has passed, and how many there are."""
    week_end = today + timedelta(days=6 - today.weekday())
    planned = Visit.objects.visible_to(user).planned().filter(date__lte=week_end)
    rows = planned.for_page().annotate(total=Window(Count("*"))).order_by("date", "time", "pk")
    found = list(rows[:PLANNED])
    return list(found), found[0].total if found else 0


def quarter(today: date) -> date:
    """The first day of the quarter `today` is in."""
    return date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)


def coverage(
    due: AccountQuerySet, reps: list[RepRow], today: date, efforts: dict[int, Effort]
) -> float | None:
    tiers: Counter[int] = Counter()
    for row in reps:
        tiers.update(row.tiers)
    start = quarter(today)
    return coverage_in_period(due, tiers=tiers, start=start, as_of=today, efforts=efforts)


def by_owner(due: AccountQuerySet) -> list[RepRow]:
    """Owners with their accounts by status, most lapsed first; grouped in the database."""
    who = ("owner_id", "owner__name", "owner__name_en")
    groups = due.order_by().values(*who, "standing__pyramid").annotate(**status_counts())
    rows: dict[int | None, RepRow] = {}
    for group in groups:
        owner_id, name, name_en = (group[field] for field in who)
        owner = User(pk=owner_id, name=name, name_en=name_en) if owner_id else None
        row = rows.setdefault(owner_id, RepRow(owner))
        row.care += group["care"]
        row.lapsed += group["lapsed"]
        row.overdue += group["overdue"]
        row.due += group["due"]
        row.tiers[group["standing__pyramid"]] = group["care"]
    return sorted(rows.values(), key=RepRow.urgency)


def with_load(rows: list[RepRow], efforts: dict[int, Effort]) -> list[RepRow]:
    for row in rows:
        row.utilisation = rules.utilisation(rules.required_hours(row.tiers, efforts.values()))
    return rows


def house_for(user: User, today: date) -> House:
    """Three queries."""
    waiting = [BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED]
    imports = ImportBatch.objects.visible_to(user).filter(state__in=waiting).for_list()
    return House(
        today=today,
        current=CurrentRun.get(),
        last=Run.objects.main().for_list().first(),
        imports=list(imports[:5]),
    )
