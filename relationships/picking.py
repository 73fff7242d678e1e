"""What the form offers before anything is typed: whom to see, when to come back."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max, Q

from accounts.models import Account
from relationships import rules
from relationships.models import CoverageStandard, Rhythm, Visit
from relationships.models.due import DueList, DueRow, next_due_of, rhythm_of
from relationships.models.visit import VisitStatus
from relationships.rules import Effort, NextDue
from staff.models import User

DUE, RECENT, FOUND = 6, 4, 20
DEFAULT_DAYS = 30  # for an account without a standard
PLANNED_BACK = 7  # days in which a planned visit is probably the one now reported


@dataclass(frozen=True)
class Suggestions:
    """Accounts a person probably comes from."""

    due: list[DueRow] = field(default_factory=list)
    recent: list[Account] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """The account of a form: when it is due, and days a next step may fall on."""

    account: Account
    today: date
    due: NextDue | None
    remote: bool
    days: list[date]
    usual_day: date
    others: Suggestions


@dataclass(frozen=True)
class Change:
    """What a saved visit did to the due date of its account, and who is next."""

    before: NextDue | None
    after: NextDue | None
    next: DueRow | None


def suggestions(user: User, today: date) -> Suggestions:
    """Due accounts first, then those seen lately; four queries."""
    return _suggestions(user, today, CoverageStandard.objects.efforts(), but=None)


def _suggestions(
    user: User, today: date, efforts: dict[int, Effort], *, but: Account | None
) -> Suggestions:
    due = DueList.of(user, as_of=today, efforts=efforts)
    rows = due.first(DUE, but=but.pk if but else None)
    shown = {row.account.pk for row in rows} | ({but.pk} if but else set())
    return Suggestions(rows, recent(user, shown))


def recent(user: User, shown: set[int]) -> list[Account]:
    """Accounts `user` met last, without those already shown."""
    own = Visit.objects.filter(owner=user).exclude(account__in=shown)
    last = own.values("account").annotate(last=Max("date")).order_by("-last", "account")
    met = Max("visits__date", filter=Q(visits__owner=user))
    found = Account.objects.visible_to(user).filter(pk__in=last.values("account")[:RECENT])
    return list(found.select_related("standing").annotate(met=met).order_by("-met", "pk"))


def search(user: User, text: str) -> list[Account]:
    accounts = Account.objects.visible_to(user).open().search(text)
    return list(accounts.select_related("standing").order_by("sort_key", "pk")[:FOUND])


def choice(user: User, today: date, account: Account) -> Choice:
    """What the form of `account` starts from."""
    efforts = CoverageStandard.objects.efforts()
    rhythm = rhythm_of(account.pk, efforts)
    due = next_due_of(rhythm, efforts, today) if rhythm else None
    effort = efforts.get(rhythm.tier) if rhythm else None
    return Choice(
        account=account,
        today=today,
        due=due,
        remote=bool(effort and effort.remote),
        days=rules.suggested_dates(today, due.visit_days if due else DEFAULT_DAYS),
        usual_day=rules.usual_step_day(today),
        others=_suggestions(user, today, efforts, but=account),
    )


def planned_now(user: User, today: date, account: Account) -> Visit | None:
    """The visit `user` planned at `account` for today or the week before, still unreported."""
    days = (today - timedelta(days=PLANNED_BACK), today)
    planned = Visit.objects.visible_to(user).filter(
        account=account, owner=user, status=VisitStatus.PLANNED, date__range=days
    )
    return planned.order_by("-date", "-pk").first()


def like(user: User, account: Account, again: str) -> Visit | None:
    """The visit a new one of `account` starts from: `again` (an id), else the last; two queries."""
    visits = Visit.objects.visible_to(user).filter(account=account).for_list()
    if again.isdecimal():
        return visits.filter(pk=again).first()
    return visits.completed().first()


def change_by(visit: Visit, user: User, today: date) -> Change:
    """Due date without this visit and with it, and the most urgent other account."""
    efforts = CoverageStandard.objects.efforts()
    rhythm = rhythm_of(visit.account_id, efforts)
    due = DueList.of(user, as_of=today, efforts=efforts)
    following = due.first(1, but=visit.account_id)
    return Change(
        before=without(visit, rhythm, efforts, today) if rhythm else None,
        after=next_due_of(rhythm, efforts, today) if rhythm else None,
        next=following[0] if following else None,
    )


def without(visit: Visit, rhythm: Rhythm, efforts: dict[int, Effort], today: date) -> NextDue:
    """The due date as if `visit` had not been."""
    others = Visit.objects.counting().filter(account=visit.account_id).exclude(pk=visit.pk)
    last = others.aggregate(last=Max("date"))["last"]
    return rules.next_due(
        start=last or rhythm.since or rhythm.created_on,
        visit_days=efforts[rhythm.tier].visit_days,
        as_of=today,
    )
