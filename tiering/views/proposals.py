"""The inbox of proposed class changes, and holding a class by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from relationships.models import CoverageStandard
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.forms_classes import PinForm, ProposalsForm, RejectForm
from tiering.models import CurrentRun, Pin, PolicyVersion, Proposal, Review, Score
from tiering.models.proposal import ProposalState
from tiering.services import pins, proposals

FRAME = {"nav": "tiering", "subnav": "proposals"}
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal with the facts a manager decides by."""

    proposal: Proposal
    score: Score | None
    cut: int | None  # last rank of the better of the two classes
    days_before: int | None  # between visits, by the coverage standard
    days_after: int | None
    last_day: date

    @property
    def still_holds(self) -> bool:
        """Whether today's computed class still speaks for it."""
        if self.score is None:
            return not self.is_up
        now, old = _place(self.computed), _place(self.proposal.old)
        return now < old if self.is_up else now > old

    @property
    def computed(self) -> int:
        """Today's computed class in the system of the proposal; 0 without a score."""
        return getattr(self.score, self.proposal.system, 0)

    @property
    def is_up(self) -> bool:
        return _place(self.proposal.new) < _place(self.proposal.old)


def _place(code: int) -> int:
    """Classes from the best on; 0, no class, comes after all of them."""
    return code or 99


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
        "rows": _rows(list(page.object_list)),
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


def _rows(found: list[Proposal]) -> list[Row]:
    """Three queries, however many proposals."""
    current = CurrentRun.get()
    scores: dict[int, Score] = {}
    if current is not None:
        ids = [proposal.account_id for proposal in found]
        rows = Score.objects.filter(run=current, account__in=ids).order_by("position")
        scores = {score.account_id: score for score in rows}
    efforts = CoverageStandard.objects.efforts()
    days = {tier: effort.visit_days for tier, effort in efforts.items()}
    cuts: list[int] = (current.context.get("cut_ranks") or []) if current else []
    policy = PolicyVersion.objects.published().policy
    return [
        Row(
            proposal,
            scores.get(proposal.account_id),
            *_standards(proposal, cuts, days),
            proposal.last_day(policy),
        )
        for proposal in found
    ]


def _standards(
    proposal: Proposal, cuts: list[int], days: dict[int, int]
) -> tuple[int | None, Any, Any]:
    """The rank at stake and the visit rhythm before and after; only the pyramid has them."""
    if proposal.system != "pyramid":
        return None, None, None
    better = min(proposal.old, proposal.new)
    cut = cuts[better - 1] if 0 < better <= len(cuts) else None
    return cut, days.get(proposal.old), days.get(proposal.new)
