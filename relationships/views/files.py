"""The documents of an account: read, added, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from relationships.forms_files import FileForm
from relationships.models import AccountFile
from relationships.services.account_files import add_file, remove_file, restore_file
from relationships.views.downloads import download
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50
REMOVED = 20  # of those, the last ones are named


@require(Permission.VISIT_VIEW)
@require_GET
def account_files(request: Request, pk: int) -> HttpResponse:
    return page_of(request, _account(request, pk), FileForm())


@require(Permission.VISIT_LOG)
@require_POST
def file_add(request: Request, pk: int) -> HttpResponse:
    account, form = _account(request, pk), FileForm(request.POST, request.FILES)
    if saved(form, add_file, account=account, by=request.user):
        messages.success(request, _("The document is added."))
        return redirect(reverse("account_files", args=[pk]) + "#documents")
    return page_of(request, account, form)


@require(Permission.VISIT_LOG)
@require_POST
def file_remove(request: Request, pk: int, file: int) -> HttpResponse:
    found = AccountFile.objects.visible_to(request.user).current().select_related("account")
    kept = get_object_or_404(found, pk=file, account=pk)
    remove_file(file=kept, by=request.user, today=clock.today())
    messages.success(request, _("The document is removed. Its name stays, with who removed it."))
    return redirect("account_files", pk=pk)


@require(Permission.VISIT_LOG)
@require_POST
def file_restore(request: Request, pk: int, file: int) -> HttpResponse:
    found = AccountFile.objects.visible_to(request.user).removed().select_related("account")
    hidden = get_object_or_404(found, pk=file, account=pk)
    try:
        restore_file(file=hidden, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The document is back."))
    return redirect("account_files", pk=pk)


@require(Permission.VISIT_VIEW)
@require_GET
def file_download(request: Request, pk: int) -> HttpResponse:
    found = AccountFile.objects.visible_to(request.user).current()
    return download(get_object_or_404(found, pk=pk))


def page_of(request: Request, account: Account, form: FileForm) -> HttpResponse:
    """All of them; a form that came back with mistakes stays as it is."""
    user = request.user
    found = AccountFile.objects.visible_to(user).filter(account=account).for_list()
    page = Paginator(found.current(), PER_PAGE).get_page(request.GET.get("page"))
    removed = list(found.removed().order_by("-removed_on", "-pk")[:REMOVED])
    for each in [*page, *removed]:
        each.account = account
    context: dict[str, Any] = {
        "account": account,
        "tab": "overview",
        "nav": "accounts",
        "subnav": "accounts",
        "page": page,
        "removable": {each.pk for each in [*page, *removed] if each.removable_by(user)},
        "removed": removed,
        "form": form,
        "may_add": has_permission(user, Permission.VISIT_LOG),
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/account_files.html", context, status=status)


def _account(request: Request, pk: int) -> Account:
    found: Account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    return found
