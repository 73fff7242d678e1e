"""What is done with a development plan: milestones, points of the checklist, the order expected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms_content import CheckForm, EvidenceForm, MilestoneDayForm, OrderForm
from plans.models import Plan, PlanCheck, PlanMilestone
from plans.services import milestones
from plans.views.content import one_of_a_plan, said
from plans.views.pages import page_of, visible, worked
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_reach(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    form = EvidenceForm(request.POST)
    known = {"milestone": step, "by": request.user, "today": clock.today()}
    return _saved(request, step.plan, form, milestones.reach, known)


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_back(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    milestones.take_back(milestone=step, by=request.user)
    return _back(step.plan)


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_day(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    form = MilestoneDayForm(request.POST)
    known = {"milestone": step, "by": request.user, "today": clock.today()}
    return _saved(request, step.plan, form, milestones.plan_milestone, known)


@require(Permission.PLAN_EDIT)
@require_POST
def check_answer(request: Request, pk: int) -> HttpResponse:
    check: PlanCheck = one_of_a_plan(request, PlanCheck, pk)
    form = CheckForm(request.POST)
    known = {"check": check, "by": request.user}
    return _saved(request, check.plan, form, milestones.answer, known, "checks")


@require(Permission.PLAN_EDIT)
@require_POST
def plan_order(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), OrderForm(request.POST)
    known = {"plan": plan, "by": request.user, "today": clock.today()}
    if saved(form, milestones.expect_order, **known):
        messages.success(request, _("Saved."))
        return _back(plan, "order")
    return page_of(request, plan, "", order=form)


def _saved(
    request: Request,
    plan: Plan,
    form: Any,
    save: Any,
    known: dict[str, Any],
    place: str = "milestones",
) -> HttpResponse:
    if saved(form, save, **known):
        return _back(plan, place)
    return page_of(request, visible(request, plan.pk), said(form))


def _back(plan: Plan, place: str = "milestones") -> HttpResponse:
    return redirect(reverse("plan_detail", args=[plan.pk]) + f"#{place}")
