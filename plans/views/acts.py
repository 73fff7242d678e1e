"""What is done with a plan: actions added, submitted, decided, closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import ActionForm, LessonsForm
from plans.gaps import table
from plans.models import Plan
from plans.services import plan_actions, plans
from plans.views.pages import page_of, visible, worked
from relationships.gift_forms import RefusalForm
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def plan_action(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    gap = next((g for g in table(plan, request.user) if g.need == request.POST.get("need")), None)
    form = ActionForm(request.POST, plan=plan, user=request.user, gap=gap)
    if saved(form, plan_actions.add_action, plan=plan, by=request.user, today=clock.today()):
        messages.success(request, _("The action is added; it waits on Today for who does it."))
        return redirect("plan_detail", pk=pk)
    return page_of(request, plan, action=form)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_submit(request: Request, pk: int) -> HttpResponse:
    said = _("Submitted: a manager decides.")
    return _act(request, worked(request, pk), plans.submit, said)


@require(Permission.PLAN_VIEW)  # a sponsor too; the service knows who is asked
@require_POST
def plan_approve(request: Request, pk: int) -> HttpResponse:
    return _act(request, _asked(request, pk), plans.approve, _("Approved."))


@require(Permission.PLAN_VIEW)
@require_POST
def plan_return(request: Request, pk: int) -> HttpResponse:
    plan, form = _asked(request, pk), RefusalForm(request.POST)
    arguments = {"plan": plan, "by": request.user, "today": clock.today()}
    if saved(form, plans.send_back, **arguments):
        messages.success(request, _("Sent back to its owner."))
        return redirect("plan_detail", pk=pk)
    return page_of(request, plan, refusal=form)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_take_back(request: Request, pk: int) -> HttpResponse:
    said = _("It is a draft again.")
    return _act(request, worked(request, pk), plans.take_back, said)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_close(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), LessonsForm(request.POST)
    arguments = {"plan": plan, "by": request.user, "today": clock.today()}
    if saved(form, plans.close, **arguments):
        messages.success(request, _("Closed. What was learnt is kept with it."))
        return redirect("plan_detail", pk=pk)
    return page_of(request, plan, lessons=form)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_cancel(request: Request, pk: int) -> HttpResponse:
    return _act(request, worked(request, pk), plans.cancel, _("Cancelled. It stays to be read."))


def _asked(request: Request, pk: int) -> Plan:
    plan = visible(request, pk)
    if not plan.decided_on_by(request.user):
        raise PermissionDenied
    return plan


def _act(request: Request, plan: Plan, do: Callable[..., Any], said: str) -> HttpResponse:
    """Do it, or show the page with the reason."""
    try:
        do(plan=plan, by=request.user, today=clock.today())
    except ValidationError as refusal:
        return page_of(request, plan, problem=" ".join(refusal.messages))
    messages.success(request, said)
    return redirect("plan_detail", pk=plan.pk)
