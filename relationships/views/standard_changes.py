"""Changes of the standards: what waits for a second person, and what became of the others."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from relationships import standard_words
from relationships.gift_forms import RefusalForm
from relationships.models.standard_change import StandardChange, deciders
from relationships.services import standard_changes as service
from relationships.views.saving import complain
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

SHOWN = 30


@require(Permission.STANDARD_VIEW)
@require_GET
def standard_changes(request: Request) -> HttpResponse:
    return _page(request)


@require(Permission.STANDARD_CONFIRM)
@require_POST
def standard_change_confirm(request: Request, pk: int) -> HttpResponse:
    try:
        service.confirm(change=_to_decide(request, pk), by=request.user, now=clock.now())
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Confirmed: it is in force now."))
    return redirect("standard_changes")


@require(Permission.STANDARD_CONFIRM)
@require_POST
def standard_change_refuse(request: Request, pk: int) -> HttpResponse:
    form, change = RefusalForm(request.POST), _to_decide(request, pk)
    if form.is_valid():
        try:
            service.refuse(change=change, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as problem:
            complain(form, problem)
        else:
            messages.success(request, _("Refused: everything stays as it is."))
            return redirect("standard_changes")
    return _page(request, change.pk, form)


@require(Permission.STANDARD_EDIT)
@require_POST
def standard_change_withdraw(request: Request, pk: int) -> HttpResponse:
    try:
        service.withdraw(change=_seen(request, pk), by=request.user, now=clock.now())
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Withdrawn: everything stays as it is."))
    return redirect("standard_changes")


def said(request: Request, change: StandardChange | None) -> None:
    """What became of what was sent by a form of the standards."""
    if change is None:
        messages.info(request, _("Nothing is different from what is in force."))
    else:
        messages.success(request, _("Sent: it is in force once a manager has confirmed it."))


def waiting(request: Request, subject: str) -> dict[str, Any]:
    """What a page that sets the standards says of a change under way."""
    found = StandardChange.objects.visible_to(request.user).waiting().filter(subject=subject)
    change = found.for_list().first()
    return {
        "change": change,
        "change_rows": standard_words.rows(change) if change else [],
        "nobody_confirms": not deciders().exclude(pk=request.user.pk).exists(),
    }


def _seen(request: Request, pk: int) -> StandardChange:
    return get_object_or_404(StandardChange.objects.visible_to(request.user), pk=pk)


def _to_decide(request: Request, pk: int) -> StandardChange:
    """403 for a manager of some unit, before anything is said of the form."""
    change = _seen(request, pk)
    if change.is_waiting and change not in StandardChange.objects.waiting_for(request.user):
        raise PermissionDenied
    return change


def _page(request: Request, pk: int = 0, form: RefusalForm | None = None) -> HttpResponse:
    allowed = StandardChange.objects.visible_to(request.user)
    mine = set(allowed.waiting_for(request.user).order_by().values_list("pk", flat=True))
    found = list(allowed.for_list()[:SHOWN])
    heads = list(deciders().order_by("pk"))
    context = {
        "nav": "settings",
        "may_withdraw": has_permission(request.user, Permission.STANDARD_EDIT),
        "changes": [
            {
                "change": each,
                "rows": standard_words.rows(each),
                "decides": each.pk in mine,
                "who": _(", ").join(str(head) for head in heads if head != each.by),
                "form": form if form and each.pk == pk else RefusalForm(auto_id=f"id_{each.pk}_%s"),
            }
            for each in found
        ],
    }
    status = 422 if form and form.errors else 200
    return render(request, "relationships/standard_changes.html", context, status=status)
