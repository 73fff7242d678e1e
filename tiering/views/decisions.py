"""Deciding over policies: approve, send back, restore an older one (four eyes)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam.lib.refusals import add_refusal
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission
from tiering import tasks
from tiering.forms_policy import ApprovalForm, ReasonForm
from tiering.models import CurrentRun, PolicyVersion
from tiering.models.policy import PolicyStatus
from tiering.services import policy_life
from tiering.services.runs import request_run
from tiering.views.policies import detail_context


@require_POST
@require(Permission.POLICY_APPROVE)
def policy_approve(request: Request, number: int) -> HttpResponse:
    version = one(number)
    form = ApprovalForm(request.POST, today=clock.today())

    def act(data: dict[str, Any]) -> PolicyVersion:
        return policy_life.approve(
            version=version,
            effective_from=data["effective_from"],
            today=clock.today(),
            by=request.user,
        )

    return _decided(request, version, form, act, approval=form)


@require_POST
@require(Permission.POLICY_APPROVE)
def policy_return(request: Request, number: int) -> HttpResponse:
    version = one(number)
    form = ReasonForm(request.POST)

    def act(data: dict[str, Any]) -> PolicyVersion:
        return policy_life.send_back(version=version, reason=data["reason"], by=request.user)

    return _decided(request, version, form, act, reason=form)


@require_POST
@require(Permission.POLICY_EDIT)
def policy_withdraw(request: Request, number: int) -> HttpResponse:
    """The author takes a submission back and may change it again."""
    version = one(number)
    try:
        policy_life.withdraw(version=version, by=request.user)
    except ValidationError as problem:
        messages.warning(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Taken back: it is a draft again."))
    return redirect("policy_detail", number=number)


@require_POST
@require(Permission.POLICY_APPROVE)
def policy_restore(request: Request, number: int) -> HttpResponse:
    """Rollback in one act: the older document is in force again, and the book is scored by it."""
    version = one(number)
    form = ReasonForm(request.POST)

    def act(data: dict[str, Any]) -> PolicyVersion:
        return policy_life.roll_back(
            to=version, reason=data["reason"], today=clock.today(), by=request.user
        )

    return _decided(request, version, form, act, reason=form)


def one(number: int) -> PolicyVersion:
    return get_object_or_404(PolicyVersion.objects.for_list(), number=number)


def _decided(
    request: Request,
    version: PolicyVersion,
    form: Any,
    act: Callable[[dict[str, Any]], PolicyVersion],
    **forms: Any,
) -> HttpResponse:
    """Do it, or show the page with the reason by the field."""
    if form.is_valid():
        try:
            decided = act(form.cleaned_data)
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            _after(request, decided)
            return redirect("policy_detail", number=decided.number)
    context = detail_context(request, version, **forms)
    return render(request, "tiering/policy_detail.html", context, status=422)


def _after(request: Request, version: PolicyVersion) -> None:
    """Say what happens next; a version in force is scored at once on the day in view."""
    if version.status == PolicyStatus.DRAFT:
        messages.success(request, _("Sent back to its author."))
    elif version.status == PolicyStatus.APPROVED:
        messages.success(request, _("Approved. It comes into force on its day."))
    else:
        messages.success(request, _in_force(version))
        _score_again(request)


def _in_force(version: PolicyVersion) -> str:
    if version.policy.hysteresis.immediate:
        return _("In force. The accounts are being scored by it; classes follow with that run.")
    return _("In force. The accounts are being scored by it; classes follow at the reviews.")


def _score_again(request: Request) -> None:
    current = CurrentRun.get()
    if current is not None:
        run = request_run(as_of=current.as_of, by=request.user)
        tasks.execute.delay_on_commit(run_id=run.pk)
