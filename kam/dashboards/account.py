"""An account's page: the head card with its classes and facts, and the overview."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Account, MonthlyRollup
from accounts.models.amounts import Trailing, months_before, trailing
from kam.dashboards import account_facts
from kam.dashboards.account_facts import Tile
from kam.lib.numbers import base_currency
from relationships.models import AccountFile, Visit
from relationships.relation_page import Standing, head_of
from relationships.rules import NextDue
from relationships.services.coverage import coverage_of
from staff import clock
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import CurrentRun, Run, Score
from tiering.services.windows import Windows

TABS: list[tuple[str, str, Promise, Permission | None]] = [
    ("overview", "account_detail", gettext_lazy("Overview"), None),
    ("people", "account_people", gettext_lazy("People"), Permission.CONTACT_VIEW),
    (
        "relationship",
        "account_relationship",
        pgettext_lazy("tab", "Relationship"),
        Permission.CONTACT_VIEW,
    ),
    ("visits", "account_visits", gettext_lazy("Visits"), Permission.VISIT_VIEW),
    ("plans", "account_plans", gettext_lazy("Plans"), Permission.PLAN_VIEW),
    ("business", "account_business", gettext_lazy("Business"), Permission.BUSINESS_VIEW),
    ("facts", "account_facts", pgettext_lazy("tab", "Facts"), Permission.BUSINESS_VIEW),
    ("evidence", "account_evidence", gettext_lazy("Evidence"), Permission.TIER_VIEW),
    ("history", "account_history", gettext_lazy("History"), Permission.HISTORY_VIEW),
]


@dataclass(frozen=True)
class PageTab:
    label: Promise
    url: str
    active: bool


@dataclass(frozen=True)
class Header:
    """What the head card prints; None where the reader may not know or nothing is known."""

    account: Account
    tiles: list[Tile]
    tabs: list[PageTab]
    amounts: Trailing | None
    due: NextDue | None
    relation: Standing | None
    relation_url: str
    parent_opens: bool
    as_of: date
    evidence: str


@dataclass(frozen=True)
class Month:
    """A bar of the sales chart: a month, its net revenue, and that of the year before."""

    first: date
    amount: Any
    before: Any
    finished: bool


def address(name: str, *args: Any) -> str:
    """The URL of a page, empty while there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def seen_from(run: Run | None) -> date:
    """The day figures are told for: that of the run in view."""
    return run.as_of if run else clock.yesterday()


def header(account: Account, user: User, tab: str) -> Header:
    """The head card of `account`, which came through `for_page` and is visible to `user`."""
    run = CurrentRun.get()
    as_of = seen_from(run)
    by_group = Windows.of(run.policy.policy).by_group if run else True
    may_amounts = has_permission(user, Permission.BUSINESS_VIEW)
    evidence = address("account_evidence", account.pk)
    above = {pk for pk in (account.parent_id, account.top_id) if pk and pk != account.pk}
    opens = _that_open(above, user)
    return Header(
        account=account,
        tiles=account_facts.tiles(account, _score(account, opens, run), run, user),
        tabs=tabs(account, user, tab),
        amounts=trailing([account.pk], as_of, by_group=by_group)[account.pk]
        if may_amounts
        else None,
        due=_due(account, user),
        relation=head_of(account, clock.today()),
        relation_url=address("account_relationship", account.pk)
        if has_permission(user, Permission.CONTACT_VIEW)
        else "",
        parent_opens=account.parent_id in opens,
        as_of=as_of,
        evidence=evidence if has_permission(user, Permission.TIER_VIEW) else "",
    )


def tabs(account: Account, user: User, current: str) -> list[PageTab]:
    return [
        PageTab(label, url, name == current)
        for name, view, label, needs in TABS
        if (needs is None or has_permission(user, needs)) and (url := address(view, account.pk))
    ]


def _that_open(accounts: set[int], user: User) -> set[int]:
    """Those of the group above that `user` may open; no query outside groups."""
    visible = Account.objects.visible_to(user)
    return set(visible.filter(pk__in=accounts).values_list("pk", flat=True)) if accounts else set()


def _score(account: Account, opens: set[int], run: Run | None) -> Score | None:
    """Own score; a member's classes come from the group, whose facts are for those who see it."""
    if run is None:
        return None
    by_group = bool(account.rating and account.rating.by_group)
    if by_group and account.top_id not in opens:
        return None
    ranked = account.top_id if by_group else account.pk
    return Score.objects.with_assessed().filter(run=run, account_id=ranked).first()


def _due(account: Account, user: User) -> NextDue | None:
    may = has_permission(user, Permission.VISIT_VIEW) and account.rating
    return coverage_of(account, timezone.localdate()) if may else None


def months(account: Account, as_of: date, count: int = 12) -> list[Month]:
    """Net revenue by calendar month up to that of `as_of`; a group's head with its members."""
    last = as_of.replace(day=1)
    firsts = [months_before(last, back) for back in range(count - 1, -1, -1)]
    whose = Q(account__top=account.pk) if account.is_top else Q(account=account.pk)
    sums = MonthlyRollup.objects.filter(whose, month__range=(months_before(firsts[0], 12), last))
    found = dict(sums.values("month").annotate(sum=Sum("net_revenue")).values_list("month", "sum"))
    next_month = months_before(last, -1)
    return [
        Month(
            first,
            found.get(first, 0),
            found.get(months_before(first, 12), 0),
            first < last or as_of + timedelta(days=1) == next_month,
        )
        for first in firsts
    ]


def chart(found: list[Month]) -> dict[str, Any]:
    """The chart's data block; amounts in base currency."""
    return {
        "labels": [f"{month.first:%Y-%m}" for month in found],
        "values": [float(month.amount) for month in found],
        "before": [float(month.before) for month in found],
        "unfinished": next((i for i, month in enumerate(found) if not month.finished), None),
        "names": {"values": _("Net revenue"), "before": _("Same month of the year before")},
        "format": "money",
        "currency": base_currency.get(),
    }


def latest_visits(account: Account, user: User, count: int = 5) -> list[Visit]:
    """Completed visits, newest first; empty for roles that see none."""
    visits = Visit.objects.visible_to(user).filter(account=account)
    return list(visits.completed().for_list()[:count])


def latest_files(account: Account, user: User, count: int = 3) -> list[AccountFile]:
    files = AccountFile.objects.visible_to(user).current().filter(account=account)
    return list(files.for_list()[:count])
