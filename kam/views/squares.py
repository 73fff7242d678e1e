"""The 25 squares of the whole book."""

from datetime import date
from typing import Any

import django_filters as df
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.filters import people, units
from accounts.models import Account
from accounts.models.account import AccountStatus
from accounts.models.querysets import AccountQuerySet
from kam.dashboards.squares import Book, Choice
from kam.lib.classes import KeyAccountClass, PyramidTier
from kam.lib.relations import Trend
from relationships import stages
from relationships.labels import TREND, TREND_ICON, TREND_TONE
from relationships.models import StageChange
from relationships.relation_page import Step, path_drawing, steps_of
from staff import clock
from staff.http import Request, require
from staff.models import Unit
from staff.permissions import Permission, has_permission
from tiering.models import CurrentRun

PER_PAGE = 15
KEPT = ("p", "c", "stage", "zone", "risk", "account")  # when somebody narrows the book
NARROWS = ("unit", "owner", "cls")
CLASSES: dict[str, tuple[Any, dict[str, Any]]] = {
    "key": (_("Key customers (top 20 %)"), {"standing__pyramid__in": [1, 2]}),
    "core": (_("Core accounts"), {"standing__key_class": KeyAccountClass.CORE}),
    "important": (_("Important accounts"), {"standing__key_class": KeyAccountClass.IMPORTANT}),
    "top": (_("Strategic"), {"standing__pyramid": PyramidTier.TOP}),
    "major": (_("Major"), {"standing__pyramid": PyramidTier.MAJOR}),
    "ordinary": (_("Ordinary"), {"standing__pyramid": PyramidTier.ORDINARY}),
    "small": (_("Small"), {"standing__pyramid": PyramidTier.SMALL}),
}


class SquareFilter(df.FilterSet):
    """Which accounts stand on the squares, from the query string."""

    unit = df.ModelChoiceFilter(
        label=_("Sales unit"), queryset=units, method="by_unit", empty_label=_("All units")
    )
    owner = df.ModelChoiceFilter(label=_("Owner"), queryset=people, empty_label=_("Everybody"))
    cls = df.ChoiceFilter(
        label=_("Class"),
        choices=[(code, label) for code, (label, _where) in CLASSES.items()],
        method="by_class",
        empty_label=_("All classes"),
    )
    since = df.DateFilter(
        label=_("Compare with"), method="as_it_is", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Account
        fields: list[str] = []

    @property
    def qs(self) -> AccountQuerySet:
        """Nothing rather than everything when a condition can't be read."""
        found: AccountQuerySet = (
            super().qs if self.is_valid() or not self.is_bound else self.queryset.none()
        )
        return found

    def by_unit(self, accounts: AccountQuerySet, name: str, unit: Unit) -> AccountQuerySet:
        return accounts.filter(unit__path__startswith=unit.path)

    def by_class(self, accounts: AccountQuerySet, name: str, code: str) -> AccountQuerySet:
        return accounts.filter(**CLASSES[code][1])

    def as_it_is(self, accounts: AccountQuerySet, name: str, day: date) -> AccountQuerySet:
        return accounts


@require_GET
@require(Permission.VISIT_VIEW)
def squares(request: Request) -> HttpResponse:
    user, query, run = request.user, request.GET, CurrentRun.get()
    everything = Account.objects.open()
    whole = Account.objects.reads_everything(user)
    accounts = everything if whole else everything.in_book_of(user)
    found = SquareFilter(query, queryset=accounts, request=request)
    since = found.form.cleaned_data["since"] if found.is_valid() else None
    whole = whole and found.is_valid() and not any(query.get(name) for name in NARROWS)
    book = Book(found.qs, run, since=since, whole=whole)
    choice = Choice.of(query)
    context = {
        "nav": "relationships",
        "subnav": "squares",
        "filter": found,
        "book": book,
        "run": run,
        "since": since,
        "amounts": has_permission(user, Permission.BUSINESS_VIEW) and run is not None,
        "choice": choice,
        "chosen_p": choice.square[0] if choice.square else None,
        "chosen_c": choice.square[1] if choice.square else None,
        "kept": [(name, query.get(name, "")) for name in KEPT],
        "may_set": has_permission(user, Permission.STANDARD_EDIT),
        **_listed(request, book, choice),
        **_path(request, book),
    }
    name = "relationships/_squares_page.html" if request.htmx else "relationships/squares.html"
    return render(request, name, context)


def _listed(request: Request, book: Book, choice: Choice) -> dict[str, Any]:
    """The list of what is chosen, with its sums as the grid has them."""
    if not choice:
        return {"page": None, "rows": [], "cells": []}
    today, amounts = clock.today(), has_permission(request.user, Permission.BUSINESS_VIEW)
    found = (
        book.listed_off(by_amount=amounts)
        if choice.is_off
        else book.listed(choice, by_amount=amounts)
    )
    count, amount = book.off_grid() if choice.is_off else book.sum_of(book.cells(choice))
    paginator = Paginator(found, PER_PAGE)
    paginator.count = count
    page = paginator.get_page(request.GET.get("page"))
    listed: Any = page.object_list
    rows = list(listed) if choice.is_off else book.rows_of(listed, by_amount=amounts)
    ids = [row.pk for row in rows]
    return {
        "page": page,
        "rows": [_row(row, choice, book, today) for row in rows],
        "opens": Account.objects.that_open(request.user, ids),
        "count": count,
        "amount": amount,
        "cells": book.cells(choice),
        "title": choice.name(),
        "list_url": _list_address(request.GET, book, choice),
    }


def _list_address(query: QueryDict, book: Book, choice: Choice) -> str:
    """The same accounts in the account list; a class means another set there, so none for one."""
    if choice.is_off or query.get("cls"):
        return ""
    asked = QueryDict(mutable=True)
    asked.setlist("square", [f"{cell.personal}{cell.company}" for cell in book.cells(choice)])
    asked.setlist("status", [each for each in AccountStatus.values if each != AccountStatus.EXITED])
    for name in ("unit", "owner"):
        asked.setlist(name, query.getlist(name))
    return f"{reverse('account_list')}?{asked.urlencode()}"


def _row(row: Any, choice: Choice, book: Book, today: date) -> dict[str, Any]:
    """An account with its relation; those off the grid may have none."""
    account = row if choice.is_off else row.account
    return {
        "account": account,
        "relation": None if choice.is_off else row,
        "stale": not choice.is_off
        and stages.is_stale(row.assessed_on, today, book.rules.stale_days),
        "trend_name": "" if choice.is_off else TREND[Trend(row.trend)],
        "trend_tone": "" if choice.is_off else TREND_TONE[Trend(row.trend)],
        "trend_icon": "" if choice.is_off else TREND_ICON[Trend(row.trend)],
        "amount": row.amount,
    }


def _path(request: Request, book: Book) -> dict[str, Any]:
    """The path of the account asked for, if the reader may open it."""
    asked = request.GET.get("account", "")
    found = None
    if asked.isdecimal() and len(asked) < 18:
        found = Account.objects.visible_to(request.user).filter(pk=int(asked)).first()
    steps: list[Step] = []
    if found:
        changes = StageChange.objects.filter(account=found).select_related("by").order_by("pk")
        steps = steps_of(list(changes), book.rules.preset)
    return {"account": found, "path": steps, "drawing": path_drawing(steps)}
