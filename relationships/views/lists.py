"""Lists: visits, an account's visits, accounts that are due."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from relationships.filters import DueFilter, VisitFilter
from relationships.models import Action, CoverageStandard, Visit
from relationships.models.due import DueList, coverage_of, with_people
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, Role

PER_PAGE = 25
VISIT_SORTS = {
    "date": ("date", "pk"),
    "account": ("account__sort_key", "pk"),
    "owner": ("owner__name", "pk"),
}


def page_of(request: Request, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def sorted_visits(visits: QuerySet[Visit], sort: str) -> QuerySet[Visit]:
    keys = VISIT_SORTS.get(sort.removeprefix("-"), VISIT_SORTS["date"])
    return visits.order_by(*(f"-{key}" if sort.startswith("-") else key for key in keys))


def sees_others(request: Request) -> bool:
    """Whether a filter by person makes sense for this reader."""
    return request.user.role in (Role.MANAGER, Role.SPONSOR, Role.AUDITOR)


@require(Permission.VISIT_VIEW)
@require_GET
def visit_list(request: Request) -> HttpResponse:
    """Visits the reader may see, newest first; `mine` narrows to the reader's own."""
    visits = Visit.objects.visible_to(request.user).for_list()
    mine = "mine" in request.GET
    if mine:
        visits = visits.filter(owner=request.user)
    found = VisitFilter(request.GET, queryset=visits, request=request)
    sort = request.GET.get("sort") or "-date"
    page = page_of(request, sorted_visits(found.qs, sort))
    context = {
        "filter": found,
        "page": page,
        "sort": sort,
        "mine": mine,
        "narrowed": any(request.GET.get(name) for name in found.filters if name != "q"),
        "nav": "relationships",
        "subnav": "visits",
        "sees_others": sees_others(request),
        "out_of_sight": _out_of_sight(request, page.paginator.count) if not mine else 0,
    }
    name = "_visit_table" if request.htmx else "visit_list"
    return render(request, f"relationships/{name}.html", context)


def _out_of_sight(request: Request, seen: int) -> int:
    """Visits at members of a group that the reader can't open: who opens its head reads sums of
    all, and should know why the rows are fewer."""
    found = VisitFilter(request.GET, queryset=Visit.objects.order_by("pk"), request=request)
    if not found.is_valid() or not found.form.cleaned_data.get("top"):
        return 0
    return max(0, found.qs.count() - seen)


@require(Permission.VISIT_VIEW)
@require_GET
def account_visits(request: Request, pk: int) -> HttpResponse:
    """The visits tab of an account: planned ones, then what happened, newest first."""
    accounts = Account.objects.visible_to(request.user).for_page()
    account = get_object_or_404(accounts, pk=pk)
    visits = Visit.objects.visible_to(request.user).filter(account=account)
    actions = list(Action.objects.open().filter(account=account).for_list())
    page = page_of(request, visits.for_list())
    context = {
        "account": account,
        "tab": "visits",
        "nav": "accounts",
        "page": page,
        "due": coverage_of(account, clock.today()),
        "actions": actions,
        "tickable": {action.pk for action in actions if action.editable_by(request.user)},
        "today_is": clock.today(),
        "editable": {visit.pk for visit in page if visit.editable_by(request.user)},
    }
    name = "_account_visits" if request.htmx else "account_visits"
    return render(request, f"relationships/{name}.html", context)


@require(Permission.VISIT_VIEW)
@require_GET
def due_list(request: Request) -> HttpResponse:
    """Accounts with a visit rhythm, the most urgent first (US-02)."""
    today, efforts = clock.today(), CoverageStandard.objects.efforts()
    due = DueList.of(request.user, as_of=today, efforts=efforts)
    found = DueFilter(request.GET, queryset=due.rhythms, request=request)
    narrowed = any(found.form.cleaned_data.values()) if found.is_valid() else found.is_bound
    listed = DueList(found.qs, as_of=today, efforts=efforts) if narrowed else due
    page = page_of(request, listed)
    with_people(page.object_list)
    context = {
        "filter": found,
        "page": page,
        "nav": "relationships",
        "subnav": "due",
        "counts": due.by_status,
        "efforts": efforts,
        "sees_others": sees_others(request),
    }
    name = "_due_table" if request.htmx else "due_list"
    return render(request, f"relationships/{name}.html", context)
