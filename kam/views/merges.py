"""Duplicate records: likely pairs, the preview of a merge, what it was, and its undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Account, Contact, Merge
from kam.dashboards.account_history import History
from kam.merging import apart, blockers, finding, preview, told
from kam.merging.accounts import merge_accounts
from kam.merging.people import may_merge_people, merge_contacts
from kam.merging.undo import may_undo, undo_merge
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 25
SUGGESTED = 8
NAV = {"nav": "accounts", "subnav": "merges"}
SEES_ALL = (Permission.BUSINESS_VIEW, Permission.CONTACT_VIEW, Permission.VISIT_VIEW)


@require(Permission.CONTACT_EDIT)
def merge_list(request: Request) -> HttpResponse:
    """Likely pairs of accounts (for managers) and of people, and the merges of late."""
    tabs = {"accounts": _("Accounts"), "people": _("People"), "done": _("Merged")}
    if not has_permission(request.user, Permission.RECORD_MERGE):
        tabs.pop("accounts")
    of = request.GET.get("of", "")
    of = of if of in tabs else next(iter(tabs))
    rows: Any
    if of == "done":
        rows = Merge.objects.visible_to(request.user).for_list()
    else:
        pairs = finding.account_pairs if of == "accounts" else finding.contact_pairs
        rows = pairs(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    model = Account if of == "accounts" else Contact
    likely = [] if of == "done" else finding.with_records(list(page), model)
    context: dict[str, Any] = {**NAV, "tabs": tabs, "of": of, "page": page, "likely": likely}
    context["most"] = finding.MOST if page.paginator.count == finding.MOST else 0
    template = "kam/merging/_list.html" if request.htmx else "kam/merging/list.html"
    return render(request, template, context)


@require(Permission.RECORD_MERGE)
def account_merge(request: Request, pk: int) -> HttpResponse:
    """`pk` stays, `with` becomes part of it. Without `with` the other one is looked for."""
    visible = Account.objects.visible_to(request.user)
    kept = get_object_or_404(visible.for_list(), pk=pk)
    if not (number := _number(request)):
        return _choose_account(request, kept)
    lost = get_object_or_404(visible.for_list().exclude(pk=pk), pk=number)
    return _preview(request, kept, lost)


@require(Permission.CONTACT_EDIT)
def contact_merge(request: Request, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user).for_list()
    kept = get_object_or_404(visible, pk=pk)
    if not may_merge_people(request.user, kept.account):
        raise PermissionDenied
    others = visible.filter(account=kept.account_id).exclude(pk=pk)
    if not (number := _number(request)):
        context = {**NAV, "kept": kept, "found": others, "searched": False}
        return render(request, "kam/merging/choose.html", context | {"of_accounts": False})
    return _preview(request, kept, get_object_or_404(others, pk=number))


@require_POST
@require(Permission.RECORD_MERGE)
def account_apart(request: Request, pk: int) -> HttpResponse:
    """`pk` and `with` are two accounts; with `again` they may be suggested again."""
    visible = Account.objects.visible_to(request.user)
    kept = get_object_or_404(visible, pk=pk)
    return _apart(request, kept, get_object_or_404(visible.exclude(pk=pk), pk=_number(request)))


@require_POST
@require(Permission.CONTACT_EDIT)
def contact_apart(request: Request, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user).select_related("account")
    kept = get_object_or_404(visible, pk=pk)
    others = visible.filter(account=kept.account_id).exclude(pk=pk)
    return _apart(request, kept, get_object_or_404(others, pk=_number(request)))


def _apart(request: Request, kept: Any, lost: Any) -> HttpResponse:
    of_accounts = isinstance(kept, Account)
    if "again" in request.POST:
        apart.bring_together(one=kept, other=lost, by=request.user)
        back = reverse("account_merge" if of_accounts else "contact_merge", args=[kept.pk])
        return redirect(f"{back}?with={lost.pk}")
    apart.set_apart(one=kept, other=lost, by=request.user, now=clock.now())
    text = _("%(one)s and %(other)s are two; they are not suggested again.")
    messages.success(request, text % {"one": kept, "other": lost})
    return redirect(f"{reverse('merge_list')}?of={'accounts' if of_accounts else 'people'}")


def _number(request: Request) -> int:
    text = request.GET.get("with", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _choose_account(request: Request, kept: Account) -> HttpResponse:
    """Those that look alike, or what was searched for."""
    text = request.GET.get("q", "").strip()
    if text:
        accounts = Account.objects.visible_to(request.user).search(text).exclude(pk=kept.pk)
        found = list(accounts.for_list().order_by("sort_key", "pk")[:SUGGESTED])
    else:
        found = finding.alike(kept, request.user)
    context = {**NAV, "kept": kept, "found": found, "searched": bool(text), "text": text}
    return render(request, "kam/merging/choose.html", context | {"of_accounts": True})


def _preview(request: Request, kept: Any, lost: Any) -> HttpResponse:
    taken, errors = None, []
    if request.method == "POST":
        names = preview.names_of(kept)
        taken = {name for name in names if request.POST.get(f"take-{name}") == "lost"}
        merge = merge_accounts if isinstance(kept, Account) else merge_contacts
        try:
            done = merge(kept=kept, lost=lost, by=request.user, taken=taken)
        except ValidationError as refused:
            errors = refused.messages
        else:
            text = _("%(lost)s is part of %(kept)s now.")
            messages.success(request, text % {"lost": lost.display_name, "kept": done.kept})
            return redirect("merge_detail", pk=done.pk)
    choices = preview.choices(kept, lost, request.user, taken)
    context = {
        **NAV,
        "kept": kept,
        "lost": lost,
        "errors": errors,
        "differing": [choice for choice in choices if choice.differs],
        "same": [choice for choice in choices if not choice.differs],
        "moving": preview.counts(kept, lost),
        "warnings": preview.warnings(kept, lost),
        "apart": apart.apart_of(kept, lost),
        "of_accounts": isinstance(kept, Account),
    }
    return render(request, "kam/merging/preview.html", context, status=422 if errors else 200)


@require(Permission.HISTORY_VIEW)
def merge_detail(request: Request, pk: int) -> HttpResponse:
    merge = get_object_or_404(Merge.objects.visible_to(request.user).for_list(), pk=pk)
    return _detail(request, merge)


def _detail(request: Request, merge: Merge, errors: list[str] | None = None) -> HttpResponse:
    user = request.user
    undoes = merge.stands and may_undo(user, merge)
    sees_all = all(has_permission(user, each) for each in SEES_ALL)
    kept: Any = merge.kept
    context: dict[str, Any] = {
        **NAV,
        "merge": merge,
        "account": kept if merge.is_of_accounts else kept.account,
        "errors": errors or [],
        "moved": told.moved(merge) if sees_all else [],
        "changed": told.changed(merge, user),
        "lost": told.lost_record(merge, user),
        "undoes": undoes,
        "reasons": blockers.reasons(merge) if undoes else [],
        "page": None,
    }
    if merge.lost_account is not None and merge.stands:
        history: Any = History(merge.lost_account, user)
        context["page"] = Paginator(history, PER_PAGE).get_page(request.GET.get("page"))
        if request.htmx:
            return render(request, "accounts/_history.html", context)
    return render(request, "kam/merging/detail.html", context, status=422 if errors else 200)


@require_POST
@require(Permission.HISTORY_VIEW)
def merge_undo(request: Request, pk: int) -> HttpResponse:
    merge = get_object_or_404(Merge.objects.visible_to(request.user).for_list(), pk=pk)
    try:
        undo_merge(merge=merge, by=request.user)
    except ValidationError as refused:
        return _detail(request, merge, refused.messages)
    text = _("%(name)s is a record of its own again.")
    messages.success(request, text % {"name": merge.lost.display_name})
    return redirect("merge_detail", pk=merge.pk)
