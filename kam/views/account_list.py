"""The account list and its export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_POST
from django_htmx.http import push_url

from accounts.services.exports import log_export
from kam.dashboards import account_columns, account_conditions
from kam.dashboards.account_filter import BookFilter, book
from kam.dashboards.account_list import Listing
from kam.lib.spreadsheet import safe
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, Role, has_permission
from tiering.models import CurrentRun

PER_PAGE = 50


def listing(request: Request, query: QueryDict, found: BookFilter) -> Listing:
    run = CurrentRun.get()
    columns = columns_of(request.user, query)
    return Listing(
        accounts=found.qs,
        user=request.user,
        sort=query.get("sort") or ("-referred" if brings(query) else "rank"),
        run=run,
        as_of=run.as_of if run else clock.yesterday(),
        with_referred=any(column.name == "referred" for column in columns),
    )


def brings(query: QueryDict) -> bool:
    """The list of who brings customers shows what those bring, and stands in that order."""
    return query.get("list") == "referrer"


def columns_of(user: User, query: QueryDict) -> list[account_columns.Column]:
    also = "referred" if brings(query) else ""
    return account_columns.chosen(user, query.getlist("cols"), also)


def account_list(request: Request) -> HttpResponse:
    """Every role has this page; which rows it shows is the queryset's affair."""
    query, user = request.GET, request.user
    found = book(user, query, request)
    rows = listing(request, query, found)
    size = account_conditions.Size.of(user, found)
    if not account_conditions.conditions(query):
        rows.total = size.all
    sliced: Any = rows
    page = Paginator(sliced, PER_PAGE).get_page(query.get("page"))
    columns = columns_of(user, query)
    empty = not page.object_list
    context: dict[str, Any] = {
        "nav": "accounts",
        "subnav": "accounts",
        "filter": found,
        "page": page,
        "rows": page.object_list,
        "run": rows.run,
        "as_of": rows.as_of,
        "sort": rows.sort,
        "columns": columns,
        "all_columns": account_columns.allowed(user),
        "shown": {column.name for column in columns},
        "chips": account_conditions.chips(user, found, query),
        "tabs": account_conditions.tabs(user, query, size, rows.total),
        "hints": account_conditions.hints(user, found, query, request) if empty else [],
        "members": account_conditions.members(user, query, request),
        "rest": account_conditions.without(query, "cols"),
        "rest_pairs": pairs(account_conditions.without(query, "cols")),
        "query": account_conditions.without(query),
        **rights(user),
    }
    context["everything"] = context["tabs"][0].count
    context["fields"] = [found.form[name] for name in shown_fields(user)]
    if not request.htmx:
        return render(request, "accounts/account_list.html", context)
    response = render(request, "accounts/_account_table.html", context)
    # The form sends its empty fields too; the address in view is worth copying without them.
    return push_url(response, f"{request.path}?{account_conditions.address(query)}".rstrip("?"))


def rights(user: User) -> dict[str, bool]:
    """What the buttons of the page ask."""
    transfer = has_permission(user, Permission.ACCOUNT_TRANSFER)
    export = has_permission(user, Permission.ACCOUNT_EXPORT)
    return {
        "may_create": has_permission(user, Permission.ACCOUNT_EDIT),
        "may_import": has_permission(user, Permission.IMPORT_DATA),
        "may_transfer": transfer,
        "may_export": export,
        "may_select": transfer or export,
    }


def shown_fields(user: User) -> list[str]:
    """The filters of the panel; owner and unit only where there is a choice."""
    fields = [
        "pyramid",
        "subtype",
        "key_class",
        "pareto",
        "abc",
        "pattern",
        "segment",
        "status",
        "type",
        "list",
        "rated",
        "provisional",
        "group",
    ]
    if has_permission(user, Permission.VISIT_VIEW):
        fields.insert(fields.index("status"), "stage")
    wide = user.role not in (Role.REP, Role.KAM, Role.SERVICE)
    return [*fields, *(["owner", "unit"] if wide else []), "region", "industry"]


def pairs(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in QueryDict(query).lists() for value in values]


@require_POST
@require(Permission.ACCOUNT_EXPORT)
def account_export(request: Request) -> Any:
    """What is shown, or the ticked rows of it, as CSV. A POST: exports are logged."""
    query = QueryDict(request.POST.get("query", ""))
    found = book(request.user, query, request)
    rows = listing(request, query, found)
    ids = [int(each) for each in request.POST.getlist("ids") if each.isdecimal() and len(each) < 18]
    if ids and not request.POST.get("all"):
        rows.accounts = rows.accounts.filter(pk__in=ids)
    columns = account_columns.NAMES + columns_of(request.user, query)
    log_export(by=request.user, what="accounts", query=query.urlencode(), rows=rows.total)
    response = StreamingHttpResponse(
        lines(rows, columns, translation.get_language()), content_type="text/csv; charset=utf-8"
    )
    name = f"accounts-{clock.today()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Echo:
    def write(self, line: str) -> str:
        return line


def lines(rows: Listing, columns: list[account_columns.Column], language: str) -> Iterator[str]:
    """CSV lines; the stream outlives the request, so the language is set again."""
    writer: Any = csv.writer(Echo())
    with translation.override(language):
        head = writer.writerow([str(column.label) for column in columns])
    yield "\ufeff" + head
    for row in rows.in_batches():
        with translation.override(language):
            line = writer.writerow([safe(column.text(row)) for column in columns])
        yield line
