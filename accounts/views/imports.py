"""Imports in the browser: upload, columns, check, preview, save, undo."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts import tasks
from accounts.forms.imports import ColumnsForm, UploadForm
from accounts.imports import batches, preview, rejected, summary
from accounts.imports.in_use import FEW, InUse
from accounts.imports.refusal import ImportRefused, thaw
from accounts.models import Account, Contact
from accounts.models.batch import BatchState, ImportBatch, ImportKind
from staff.http import Request, require
from staff.permissions import Permission, has_permission

FRAME = {"nav": "accounts", "subnav": "imports"}
WORKING = (BatchState.CHECKING, BatchState.SAVING)


@require(Permission.IMPORT_DATA)
def import_list(request: Request) -> HttpResponse:
    found = ImportBatch.objects.visible_to(request.user).for_list()
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    template = "_import_table.html" if request.htmx else "import_list.html"
    return render(request, f"accounts/imports/{template}", {**FRAME, "page": page})


@require(Permission.IMPORT_DATA)
def import_new(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (batch := form.upload()):
        return redirect("import_detail", pk=batch.pk)
    status = 422 if form.errors else 200
    return render(
        request, "accounts/imports/import_new.html", {**FRAME, "form": form}, status=status
    )


@require(Permission.IMPORT_DATA)
def import_detail(request: Request, pk: int) -> HttpResponse:
    """The page of the state the import is in."""
    batch = one(request, pk)
    choosing = batch.state in (BatchState.UPLOADED, BatchState.FAILED)
    if choosing or (batch.state == BatchState.CHECKED and "columns" in request.GET):
        return columns_page(request, batch, ColumnsForm(batch=batch))
    if batch.state in WORKING:
        return render(request, "accounts/imports/progress.html", {**FRAME, "batch": batch})
    found = summary.as_document(batch)
    context = {
        **FRAME,
        "batch": batch,
        "summary": found,
        "notices": notices(found["notes"]),
        "outcomes": summary.OUTCOMES[batch.kind],
    }
    if batch.state == BatchState.CHECKED:
        context |= {"rows": preview.rows(batch), "rejects": preview.rejects(batch)}
        context["again"] = with_new_accounts(batch)
        return render(request, "accounts/imports/preview.html", context)
    undoing = "undo" in request.GET and batch.state == BatchState.SAVED
    context |= {"undoing": undoing, **next_steps(request, batch)}
    return render(request, "accounts/imports/result.html", context)


def notices(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Doubts in one box, and how the file was read in another, that is no warning."""
    boxes = [
        {"doubtful": doubtful, "texts": [n["text"] for n in notes if n["doubtful"] is doubtful]}
        for doubtful in (True, False)
    ]
    return [box for box in boxes if box["texts"]]


def with_new_accounts(batch: ImportBatch) -> list[tuple[str, str]]:
    """The same check once more, creating accounts; empty where that would change nothing."""
    unknown = any(each["reason"] == "unknown_account" for each in batch.counts["reasons"])
    if batch.kind != ImportKind.LEDGER or batch.options.get("create_accounts") or not unknown:
        return []
    return ColumnsForm(batch=batch).again(create_accounts="on")


def next_steps(request: Request, batch: ImportBatch) -> dict[str, Any]:
    """What to do once the rows are there."""
    ownerless = 0
    if batch.state == BatchState.SAVED and batch.counts.get("accounts_created"):
        made = Account.objects.visible_to(request.user).made_by_import(batch.pk)
        ownerless = made.filter(owner=None).count()
    return {
        "ownerless": ownerless,
        "may_start": has_permission(request.user, Permission.RUN_START),
        "may_see_people": has_permission(request.user, Permission.CONTACT_VIEW),
    }


def columns_page(
    request: Request, batch: ImportBatch, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    context = {**FRAME, "batch": batch, "form": form, "error": thaw(batch.error)}
    return render(request, "accounts/imports/columns.html", context, status=status)


@require(Permission.IMPORT_DATA)
def import_progress(request: Request, pk: int) -> HttpResponse:
    """The bar, asked for every second; when the step is over the page is loaded again."""
    batch = one(request, pk)
    if batch.state not in WORKING:
        return HttpResponseClientRefresh()
    return render(request, "accounts/imports/_progress.html", {"batch": batch})


@require_POST
@require(Permission.IMPORT_DATA)
def import_check(request: Request, pk: int) -> HttpResponse:
    batch = one(request, pk)
    form = ColumnsForm(request.POST, batch=batch)
    if not form.is_valid():
        return columns_page(request, batch, form, status=422)
    data = form.cleaned_data
    return step(
        request,
        batch,
        lambda: batches.start_check(
            batch, columns=data["columns"], options=data["options"], known=data.get("known", "")
        ),
        tasks.check_import,
    )


@require_POST
@require(Permission.IMPORT_DATA)
def import_save(request: Request, pk: int) -> HttpResponse:
    batch = one(request, pk)
    return step(request, batch, lambda: batches.start_save(batch), tasks.save_import)


@require_POST
@require(Permission.IMPORT_DATA)
def import_undo(request: Request, pk: int) -> HttpResponse:
    batch = one(request, pk)
    return step(
        request,
        batch,
        lambda: batches.undo(batch, by=request.user),
        said=_("The import was undone."),
    )


@require_POST
@require(Permission.IMPORT_DATA)
def import_discard(request: Request, pk: int) -> HttpResponse:
    batch = one(request, pk)
    response = step(
        request, batch, lambda: batches.discard(batch), said=_("The import was discarded.")
    )
    return redirect("import_list") if batch.state == BatchState.DISCARDED else response


@require(Permission.IMPORT_DATA)  # type: ignore[type-var]  # a stream is a response, too
def import_rejected(request: Request, pk: int) -> HttpResponseBase:
    """Rejected rows as a file of the same form, with the reasons."""
    return rejected.download(one(request, pk))


def one(request: Request, pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)


def step(
    request: Request, batch: ImportBatch, act: Any, task: Any = None, said: str = ""
) -> HttpResponse:
    """Do one step, or say why not; long work goes to the worker when the step is committed."""
    try:
        with transaction.atomic():
            act()
            if task is not None:
                task.delay_on_commit(batch.pk)
    except InUse as refused:
        messages.error(request, in_use(request, refused))
    except ImportRefused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return redirect("import_detail", pk=batch.pk)


PAGES: dict[Any, str] = {Account: "account_detail", Contact: "contact_edit"}


def in_use(request: Request, refused: InUse) -> SafeString:
    """The refusal with links to the first records the reader may open; the others are counted."""
    everything: Any = refused.model._default_manager
    seen = everything.visible_to(request.user).filter(pk__in=refused.uses).order_by("pk")[:FEW]
    names = [format_html("{} ({})", link_to(row), refused.users(row.pk)) for row in seen]
    return mark_safe(refused.told(names))  # the sentence is ours, the names are escaped


def link_to(row: Any) -> Any:
    if type(row) not in PAGES:
        return row
    address = reverse(PAGES[type(row)], args=[row.pk])
    return format_html('<a class="k-link" href="{}">{}</a>', address, row)
