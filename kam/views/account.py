"""An account's page: overview, business, history."""

from datetime import date, timedelta
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import Account
from accounts.models.amounts import months_before
from accounts.models.ledger import EntryKind
from kam.dashboards import account as page
from kam.dashboards import account_business as business
from kam.dashboards.account_cards import cards
from kam.dashboards.account_history import History
from plans.team_page import card_of, with_contact_since
from relationships import care_book
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission

PER_PAGE = 50
KEY_PEOPLE = 6
MEMBERS = 20  # of a group, named on the page of its facts


def opened(request: Request, pk: int) -> Account:
    """The account if the user may open it, else 404."""
    found: Account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    return found


def account_detail(request: Request, pk: int) -> HttpResponse:
    user = request.user
    readable = with_contact_since(Account.objects.visible_to(user).for_page())
    account: Account = get_object_or_404(readable, pk=pk)
    context = {"account": account, "tab": "overview", "nav": "accounts", "subnav": "accounts"}
    context["header"] = head = page.header(account, user, "overview")
    context["team"] = card_of(account, clock.today())
    context["profile"] = account.profile.known() if hasattr(account, "profile") else []
    if has_permission(user, Permission.BUSINESS_VIEW):
        context["months"] = found = page.months(account, head.as_of)
        context["chart"] = page.chart(found)
        context["has_sales"] = any(month.amount or month.before for month in found)
    if has_permission(user, Permission.CONTACT_VIEW):
        people = account.contacts.active().order_by(
            F("influence").desc(nulls_last=True), "sort_key", "pk"
        )
        context["people"] = list(people[: KEY_PEOPLE + 1])
        context["key_people"] = KEY_PEOPLE
        context["care"] = care_book.account_care(account, user, clock.today())
    if has_permission(user, Permission.VISIT_VIEW):
        context["visits"] = page.latest_visits(account, user)
        context["files"] = page.latest_files(account, user)
    return render(request, "accounts/overview.html", context)


@require(Permission.BUSINESS_VIEW)
def account_business(request: Request, pk: int) -> HttpResponse:
    account = opened(request, pk)
    is_group = account.is_top and cast(Any, account).member_count > 0  # annotated by `for_page`
    group = is_group and request.GET.get("of") != "own"
    found = business.entries(account, group=group)
    kind = request.GET.get("kind", "")
    narrowed = found.filter(kind=kind) if kind in EntryKind.values else found
    listed = business.entries_for(narrowed, request.user) if group else narrowed
    ledger = Paginator(business.ledger(listed), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "account": account,
        "tab": "business",
        "nav": "accounts",
        "subnav": "accounts",
        "page": ledger,
        "kinds": EntryKind.choices,
        "kind": kind,
        "is_group": is_group,
        "group": group,
        "not_listed": group and narrowed.count() > ledger.paginator.count,
        "margins": has_permission(request.user, Permission.MARGIN_VIEW),
    }
    if request.htmx:
        return render(request, "accounts/_ledger.html", context)
    context["header"] = head = page.header(account, request.user, "business")
    context["years"] = years = business.years(found)
    context["months"] = months = page.months(account, _last_day(head.as_of, years), 24)
    context["chart"] = page.chart(months)
    return render(request, "accounts/business.html", context)


def _last_day(in_view: date, years: list[business.Year]) -> date:
    """The day in view; of an old ledger the last month it has."""
    last = years[0].last if years else None
    if last is None or 0 <= (in_view - last).days <= 366:
        return in_view
    return months_before(last.replace(day=1), -1) - timedelta(days=1)


def members_of(account: Account, user: User) -> list[Account]:
    """Of a group, those `user` may open: facts of theirs count for the head, too."""
    group = Account.objects.visible_to(user).filter(top=account).exclude(pk=account.pk)
    return list(group.order_by("sort_key", "pk")[:MEMBERS])


@require(Permission.BUSINESS_VIEW)
def account_facts(request: Request, pk: int) -> HttpResponse:
    account = opened(request, pk)
    head = page.header(account, request.user, "facts")
    context = {
        "account": account,
        "tab": "facts",
        "nav": "accounts",
        "subnav": "accounts",
        "header": head,
        "members": members_of(account, request.user),
        **cards(
            account, request.user, clock.today(), head.amounts.revenue if head.amounts else None
        ),
    }
    return render(request, "accounts/facts/page.html", context)


@require(Permission.HISTORY_VIEW)
def account_history(request: Request, pk: int) -> HttpResponse:
    account = opened(request, pk)
    history: Any = History(account, request.user)
    lines = Paginator(history, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "account": account,
        "tab": "history",
        "nav": "accounts",
        "subnav": "accounts",
        "page": lines,
    }
    template = "accounts/_history.html" if request.htmx else "accounts/history.html"
    return render(request, template, context)
