"""Today: what is due, for those who see customers; how the house runs, for those who don't."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db.models import prefetch_related_objects

from accounts.models import Account, ImportBatch
from accounts.models.batch import BatchState
from plans.vacancies import Vacancy, vacancies
from relationships import care_book, rules, workload
from relationships.care_book import CareDay
from relationships.models import Action, CareTask, CoverageStandard, Handover, Visit
from relationships.models.due import DueList, DueRow, Group
from relationships.models.rhythm import Rhythm, RhythmQuerySet
from relationships.models.visit import VisitQuerySet, VisitStatus
from relationships.rules import DueStatus, Effort
from staff.models import User
from staff.permissions import Permission, Role, has_permission
from tiering.models import CurrentRun, Run

LATE, SOON, NEXT, PLANNED, RECENT, ACTIONS, REPS, HANDED = 8, 6, 3, 6, 5, 8, 10, 5
CARE, CARE_DAYS, VACANT = 5, 7, 8


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

    owner_id: int | None
    owner: User | None = None
    care: int = 0
    by_status: Counter[DueStatus] = field(default_factory=Counter)
    tiers: dict[int, int] = field(default_factory=dict)
    utilisation: float = 0.0
    load: str = ""

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
    def late(self) -> int:
        return self.lapsed + self.overdue

    def urgency(self) -> tuple[int, int, int]:
        return -self.lapsed, -self.overdue, self.owner_id or 0


@dataclass(frozen=True)
class Vacant:
    """Seats at key accounts that nobody holds: the first, and how many there are."""

    rows: list[Vacancy]
    count: int
    red: int


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
    actions: list[Action]
    reps: list[RepRow]
    care_days: list[CareDay]
    more_care: bool
    care_tasks: list[CareTask]
    handovers: list[Handover]
    vacant: Vacant | None


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
    """Fifteen queries at most, however many accounts."""
    efforts = CoverageStandard.objects.efforts()
    rhythms, visits = in_reach(user)
    due = DueList(rhythms, as_of=today, efforts=efforts)
    counts = due.by_status
    late_count = counts["lapsed"] + counts["overdue"]
    rows = most_urgent(due, late_count)
    planned, recent = planned_and_made(visits, today)
    met = [row.last_visit for row in rows if row.last_visit]
    prefetch_related_objects([*met, *planned, *recent], "contacts")
    care_days, more_care = care_book.days_within(user, today, CARE_DAYS, CARE)
    return Today(
        today=today,
        counters=Counters(
            late=late_count,
            lapsed=counts["lapsed"],
            due=counts["due"],
            planned=count_of(planned, visits, today),
            care=counts["care"],
            coverage=workload.coverage(due.groups, today, efforts),
        ),
        late=[row for row in rows if row.due.status.is_late],
        soon=[row for row in rows if row.due.status == DueStatus.DUE][:SOON],
        next=[row for row in rows if row.due.status == DueStatus.OK][:NEXT],
        planned=planned,
        recent=recent,
        actions=steps(user, today),
        reps=by_owner(due.groups, efforts) if user.role == Role.MANAGER else [],
        care_days=care_days,
        more_care=more_care,
        care_tasks=care_book.tasks_due(user, today, CARE_DAYS, CARE),
        handovers=handed_to(user),
        vacant=vacant_below(user, today),
    )


def steps(user: User, today: date) -> list[Action]:
    """The user's own next steps due within 7 days, the latest first; one query."""
    own = Action.objects.visible_to(user).filter(owner=user)
    due = own.due_by(today + timedelta(days=6)).for_list()
    found = list(due.select_related("account", "owner", "plan_action")[:ACTIONS])
    reads_plans = has_permission(user, Permission.PLAN_VIEW)
    for action in found:
        if reads_plans and hasattr(action, "plan_action"):
            action.plan_id = action.plan_action.plan_id
    return found


def handed_to(user: User) -> list[Handover]:
    """What waits for somebody who keeps accounts; managers have the list of all."""
    if user.role == Role.MANAGER:
        return []
    return list(Handover.objects.visible_to(user).open().filter(to=user).for_page()[:HANDED])


def vacant_below(user: User, today: date) -> Vacant | None:
    """For who can fill the seats: managers. Those that have turned red come first."""
    if user.role != Role.MANAGER:
        return None
    found = vacancies(Account.objects.visible_to(user), today=today)
    red = sum(each.is_red for each in found)
    return Vacant(found[:VACANT], len(found), red) if found else None


def most_urgent(due: DueList, late_count: int) -> list[DueRow]:
    """The first late accounts and the first of the others; the list has the late ones in front."""
    late = due.pieces(0, min(late_count, LATE))
    return due.rows([*late, *due.pieces(late_count, late_count + SOON)])


def in_reach(user: User) -> tuple[RhythmQuerySet, VisitQuerySet]:
    """What `user` may see; for somebody who opens every account no row needs to be asked."""
    whole = has_permission(user, Permission.VISIT_VIEW) and Account.objects.opens_everything(user)
    if whole:
        return Rhythm.objects.all(), Visit.objects.all()
    return Rhythm.objects.visible_to(user), Visit.objects.visible_to(user)


def planned_and_made(visits: VisitQuerySet, today: date) -> tuple[list[Visit], list[Visit]]:
    """The first planned visits and the last that were made; one query."""
    first = planned_soon(visits, today).for_page().order_by("date", "time", "pk")[:PLANNED]
    rows = list(first.union(visits.completed().for_page()[:RECENT], all=True))
    planned = [row for row in rows if row.status == VisitStatus.PLANNED]
    made = [row for row in rows if row.status != VisitStatus.PLANNED]
    planned.sort(key=lambda row: (row.date, row.time is None, row.time or time(), row.pk))
    made.sort(key=lambda row: (row.date, row.pk), reverse=True)
    return planned, made


def planned_soon(visits: VisitQuerySet, today: date) -> VisitQuerySet:
    """Planned for the next 7 days, also those whose day has passed."""
    return visits.planned().filter(date__lte=today + timedelta(days=6))


def count_of(planned: list[Visit], visits: VisitQuerySet, today: date) -> int:
    """How many are planned; asked for only if more than are shown may be."""
    return planned_soon(visits, today).count() if len(planned) == PLANNED else len(planned)


def by_owner(groups: list[Group], efforts: dict[int, Effort]) -> list[RepRow]:
    """The owners with most lapsed accounts first; one query for their names."""
    rows: dict[int | None, RepRow] = {}
    for group in groups:
        row = rows.setdefault(group.owner_id, RepRow(group.owner_id))
        row.care += group.accounts
        row.tiers[group.tier] = row.tiers.get(group.tier, 0) + group.accounts
        row.by_status += group.by_status
    first = sorted(rows.values(), key=RepRow.urgency)[:REPS]
    owners = User.objects.in_bulk([row.owner_id for row in first if row.owner_id])
    for row in first:
        row.owner = owners.get(row.owner_id or 0)
        hours = workload.hours_of(efforts)
        required = rules.required_hours(row.tiers, efforts.values())
        row.utilisation = rules.utilisation(required, hours.capacity)
        row.load = hours.load(row.utilisation)
    return first


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
