"""Keeping and dropping saved views."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.others import SavedViewForm
from accounts.models import SavedView
from accounts.services.views import delete_view, save_view
from staff.http import Request


@require_POST
def view_save(request: Request) -> HttpResponse:
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect(_address(request.POST.get("query", "")))
    try:
        view = save_view(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The view %(name)s is saved.") % {"name": view.name})
    return redirect(_address(form.cleaned_data["query"]))


@require_POST
def view_delete(request: Request, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk)
    delete_view(by=request.user, view=view)
    messages.success(request, _("The view %(name)s is removed.") % {"name": view.name})
    return redirect("account_list")


def _address(query: str) -> str:
    return reverse("account_list") + (f"?{query}" if query else "")
