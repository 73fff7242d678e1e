"""The inbox of proposed class changes, and holding a class by hand."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.forms_classes import PinForm, ProposalsForm, RejectForm
from tiering.models import Pin, Proposal, Review
from tiering.models.proposal import ProposalState
from tiering.proposal_page import rows_of
from tiering.services import pins, proposals

FRAME = {"nav": "tiering", "subnav": "proposals"}
PER_PAGE = 30


@require_GET
@require(Permission.PROPOSAL_VIEW)
def proposal_list(request: Request) -> HttpResponse:
    form = ProposalsForm(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state") or ProposalState.OPEN
    found = Proposal.objects.visible_to(request.user).filter(state=state).for_list()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    last = Review.objects.first()
    context = {
        **FRAME,
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "state": state,
        "states": ProposalState.choices,
        "may_decide": has_permission(request.user, Permission.CLASS_DECIDE),
        "reject": RejectForm(),
        "last_review": last.day if last else None,
    }
    name = "tiering/_proposals.html" if request.htmx else "tiering/proposal_list.html"
    return render(request, name, context)


@require_POST
@require(Permission.CLASS_DECIDE)
def proposal_approve(request: Request, pk: int) -> HttpResponse:
    proposal = _one(request, pk)

    def act() -> None:
        proposals.approve(proposal=proposal, today=clock.today(), by=request.user)

    return _decided(request, act, _("Approved. The class is in effect from today."))


@require_POST
@require(Permission.CLASS_DECIDE)
def proposal_reject(request: Request, pk: int) -> HttpResponse:
    proposal, reason = _one(request, pk), request.POST.get("reason", "")

    def act() -> None:
        proposals.reject(proposal=proposal, reason=reason, today=clock.today(), by=request.user)

    return _decided(request, act, _("Rejected. The class stays as it is."))


@require_POST
@require(Permission.CLASS_DECIDE)
def class_pin(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    form = PinForm(request.POST, today=clock.today())
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("account_evidence", pk=pk)
    system, value = form.cleaned_data["choice"]

    def act() -> None:
        pins.pin_class(
            account=account,
            system=system,
            value=value,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            today=clock.today(),
            by=request.user,
        )

    _try(request, act, _("The class is pinned."))
    return redirect("account_evidence", pk=pk)


@require_POST
@require(Permission.CLASS_DECIDE)
def class_unpin(request: Request, pk: int) -> HttpResponse:
    readable = Account.objects.visible_to(request.user)
    pin = get_object_or_404(Pin.objects.active().filter(account__in=readable), pk=pk)
    pins.unpin_class(pin=pin, today=clock.today(), by=request.user)
    messages.success(request, _("The pin has ended: the class by rule shows again."))
    return redirect("account_evidence", pk=pin.account_id)


def _one(request: Request, pk: int) -> Proposal:
    return get_object_or_404(Proposal.objects.visible_to(request.user).for_list(), pk=pk)


def _decided(request: Request, act: Callable[[], None], said: str) -> HttpResponse:
    _try(request, act, said)
    return redirect("proposal_list")


def _try(request: Request, act: Callable[[], None], said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except ValidationError as problem:
        for message in problem.messages:
            messages.error(request, message)
    else:
        messages.success(request, said)
