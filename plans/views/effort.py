"""Effort against value: who gets more of our time than they are worth, and who less."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.added import added_to
from plans.allocation_page import Per, split_of
from plans.effort import APART, Book, book_of
from plans.effort_page import (
    LISTED,
    PER_PAGE,
    accounts_of,
    by_class,
    by_owner,
    by_unit,
    chart_of,
    drawn_of,
    places_of,
    sides_of,
    totals_of,
)
from plans.forms_effort import AddedForm, SplitForm
from relationships.models import CoverageStandard
from staff.http import Request, require
from staff.permissions import Permission
from tiering.models import CurrentRun, PolicyVersion

FRAME = {"nav": "plans", "subnav": "effort"}


@require_GET
@require(Permission.BUSINESS_VIEW)
@require(Permission.VISIT_VIEW)
@require(Permission.PLAN_VIEW)
def plan_effort(request: Request) -> HttpResponse:
    """Of the accounts the reader opens, over the months the run in view measures."""
    run = CurrentRun.get()
    book = book_of(request.user, run) if run else None
    if not book:
        return render(request, "plans/effort.html", {**FRAME, "run": run})
    context = {
        **FRAME,
        "run": run,
        "book": book,
        "margins": book.reader.margins,
        "rule": book.policy.priority,
        "factor": book.policy.classes.resource_factor,
        "apart": APART,
        "totals": totals_of(book),
        **_compared(book),
        **_split(request, book),
        **_added(request),
    }
    return render(request, "plans/effort.html", context)


@require_GET
@require(Permission.BUSINESS_VIEW)
@require(Permission.VISIT_VIEW)
@require(Permission.PLAN_VIEW)
def effort_accounts(request: Request) -> HttpResponse:
    """All accounts of the comparison, or those on a `side` of it."""
    run = CurrentRun.get()
    book = book_of(request.user, run) if run else None
    if not book:
        return render(request, "plans/effort_accounts.html", {**FRAME, "run": run})
    context = {**FRAME, "book": book, "margins": book.reader.margins, **_listed(request, book)}
    name = "_effort_accounts" if request.htmx else "effort_accounts"
    return render(request, f"plans/{name}.html", context)


def _listed(request: Request, book: Book) -> dict[str, Any]:
    sides = sides_of(book)
    asked = request.GET.get("side")
    side = next((each for each in sides if each.value == asked), sides[0])
    page = Paginator(side.rows, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    places = places_of(book, rows, accounts_of(book, rows))
    return {"sides": sides, "side": side.value, "page": page, "places": places}


def _compared(book: Book) -> dict[str, Any]:
    """The drawing, both lists and the parts; one query for all accounts that are named."""
    over, under, drawn = book.over_served(), book.under_served(), drawn_of(book)
    accounts = accounts_of(book, [*over[:LISTED], *under[:LISTED], *drawn])
    return {
        "over": places_of(book, over[:LISTED], accounts),
        "under": places_of(book, under[:LISTED], accounts),
        "over_count": len(over),
        "under_count": len(under),
        "drawn": len(drawn),
        "chart": chart_of(book, drawn, accounts),
        "owners": by_owner(book),
        "units": by_unit(book),
        "classes": by_class(book),
    }


def _split(request: Request, book: Book) -> dict[str, Any]:
    asked = "units" in request.GET
    form = SplitForm(request.GET) if asked else SplitForm()
    split = None
    if asked and form.is_valid():
        per, efforts = Per(form.cleaned_data["per"]), CoverageStandard.objects.efforts()
        split = split_of(book, form.cleaned_data["units"], per, efforts)
    return {"split_form": form, "split": split}


def _added(request: Request) -> dict[str, Any]:
    """By the policy in force, as candidates are judged."""
    asked = "days" in request.GET
    form = AddedForm(request.GET if asked else None, user=request.user)
    added = None
    if asked and form.is_valid():
        policy = PolicyVersion.objects.published().policy
        added = added_to(form.cleaned_data["account"], form.cleaned_data["days"], policy)
    return {"added_form": form, "added": added}
