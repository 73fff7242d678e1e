"""Hand-overs: the list, one with its checklist, and a contact who leaves."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.contacts import LeavingForm
from accounts.models import Contact
from kam.lib.refusals import add_refusal
from relationships.forms import CompleteForm
from relationships.models import Handover, HandoverItem, Visit
from relationships.models.handover import HandoverState, ItemKind
from relationships.services.handover import complete, open_steps_with, tick
from relationships.services.people import contact_left
from relationships.views.lists import page_of, sees_others
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

FRAME = {"nav": "relationships", "subnav": "handovers"}


@require(Permission.VISIT_VIEW)
@require_GET
def handover_list(request: Request) -> HttpResponse:
    """What waits for the reader; those who see others' work see all of their reach."""
    state = request.GET.get("state", "")
    state = state if state in HandoverState.values else HandoverState.OPEN
    visible = Handover.objects.visible_to(request.user)
    everybody = sees_others(request)
    mine = visible if everybody else visible.filter(to=request.user)
    page = page_of(request, mine.filter(state=state).for_page())
    context = {**FRAME, "page": page, "state": state, "states": HandoverState.choices,
               "everybody": everybody}  # fmt: skip
    return render(request, "relationships/handover_list.html", context)


@require(Permission.VISIT_VIEW)
@require_GET
def handover_detail(request: Request, pk: int) -> HttpResponse:
    handover = _opened(request, pk)
    return render(request, "relationships/handover_detail.html", _context(request, handover))


@require_POST
@require(Permission.VISIT_LOG)
def handover_tick(request: Request, pk: int) -> HttpResponse:
    """One line of the checklist: done, or not after all."""
    visible = Handover.objects.visible_to(request.user).order_by()
    items = HandoverItem.objects.filter(handover__in=visible).select_related("handover")
    item = get_object_or_404(items, pk=pk)
    try:
        tick(item=item, by=request.user, done="done" in request.POST, now=timezone.now())
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    if not request.htmx:
        return redirect("handover_detail", pk=item.handover_id)
    context = _context(request, _opened(request, item.handover_id))
    return render(request, "relationships/_handover.html", context)


@require_POST
@require(Permission.VISIT_LOG)
def handover_complete(request: Request, pk: int) -> HttpResponse:
    handover = _opened(request, pk)
    form = CompleteForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            complete(handover=handover, by=request.user, note=note, now=timezone.now())
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            messages.success(request, _("The hand-over is done."))
            return redirect("handover_list")
    context = {**_context(request, handover), "form": form}
    return render(request, "relationships/handover_detail.html", context, status=422)


@require(Permission.CONTACT_EDIT)
def contact_leave(request: Request, pk: int) -> HttpResponse:
    """Somebody has left: show what hangs on them, then say so."""
    visible = Contact.objects.visible_to(request.user).active()
    contact = get_object_or_404(visible.select_related("account__owner"), pk=pk)
    initial = {"on": clock.today()}
    form = LeavingForm(request.POST or None, contact=contact, initial=initial)
    if form.is_valid():
        try:
            handover = contact_left(
                contact=contact, by=request.user, today=clock.today(), **form.cleaned_data
            )
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            messages.success(request, _("%(name)s is marked as gone.") % {"name": contact})
            return redirect("handover_detail", pk=handover.pk)
    steps = Visit.objects.filter(pk__in=open_steps_with(contact)).for_page()
    context = {
        "nav": "accounts",
        "subnav": "contacts",
        "contact": contact,
        "form": form,
        "steps": steps,
        "planned": Visit.objects.planned().filter(contacts=contact).for_page(),
    }
    status = 422 if form.errors else 200
    return render(request, "relationships/contact_leave.html", context, status=status)


def _opened(request: Request, pk: int) -> Handover:
    visible = Handover.objects.visible_to(request.user).for_page()
    found: Handover = get_object_or_404(visible, pk=pk)
    return found


def _context(request: Request, handover: Handover) -> dict[str, Any]:
    items = sorted(handover.items.for_page(), key=_place)
    groups = [(ItemKind(kind), list(rows)) for kind, rows in groupby(items, lambda i: i.kind)]
    works = handover.is_open and handover.worked_by(request.user)
    return {
        **FRAME,
        "handover": handover,
        "groups": groups,
        "works": works,
        "form": CompleteForm() if works else None,
        "left": sum(item.done_at is None for item in items),
    }


def _place(item: HandoverItem) -> tuple[int, int]:
    return ItemKind.values.index(item.kind), item.pk
