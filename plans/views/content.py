"""The parts of a plan, written one by one on its page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from plans.forms_content import ActualForm, GoalForm, ResourcesForm, RiskForm, SectionForm
from plans.measures import may_read
from plans.models import Measure, Plan, PlanGoal, PlanRevision, PlanRisk, SectionKind
from plans.services import content
from plans.views.pages import FRAME, page_of, visible, worked
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def plan_section(request: Request, pk: int, kind: str) -> HttpResponse:
    if kind not in SectionKind.values:
        raise Http404
    plan, form = worked(request, pk), SectionForm(request.POST)
    arguments = {"plan": plan, "by": request.user, "today": clock.today(), "kind": kind}
    if not saved(form, content.write_section, **arguments):
        return page_of(request, plan, problem=said(form))
    return _back(request, plan, f"part-{kind}")


@require(Permission.PLAN_EDIT)
@require_POST
def plan_resources(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    return _save(request, plan, "resources", ResourcesForm(request.POST), content.state_resources)


@require(Permission.PLAN_EDIT)
@require_POST
def goal_add(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    return _save(request, plan, "goal", GoalForm(request.POST, plan=plan), content.add_goal)


@require(Permission.PLAN_EDIT)
@require_POST
def risk_add(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    return _save(request, plan, "risk", RiskForm(request.POST), content.add_risk)


@require(Permission.PLAN_EDIT)
@require_POST
def goal_note(request: Request, pk: int) -> HttpResponse:
    """Where a goal stands that the records do not tell."""
    goal = one_of_a_plan(request, PlanGoal, pk)
    form = ActualForm(request.POST)
    if saved(form, content.note_actual, goal=goal, by=request.user):
        return _back(request, goal.plan, "goals")
    return page_of(request, visible(request, goal.plan_id), problem=said(form))


@require(Permission.PLAN_EDIT)
@require_POST
def goal_remove(request: Request, pk: int) -> HttpResponse:
    goal = one_of_a_plan(request, PlanGoal, pk)
    return _remove(request, goal.plan, "goals", content.remove_goal, goal=goal)


@require(Permission.PLAN_EDIT)
@require_POST
def risk_remove(request: Request, pk: int) -> HttpResponse:
    risk = one_of_a_plan(request, PlanRisk, pk)
    return _remove(request, risk.plan, "risks", content.remove_risk, risk=risk)


@require(Permission.PLAN_VIEW)
@require_GET
def plan_revision(request: Request, pk: int, number: int) -> HttpResponse:
    """The plan as it was before a change."""
    plan = visible(request, pk)
    kept = get_object_or_404(
        PlanRevision.objects.select_related("ended_by"), plan=plan, number=number
    )
    names = dict(SectionKind.choices)
    parts = [(names[kind], text) for kind, text in kept.document["sections"].items()]
    measures = dict(Measure.choices)
    goals = [
        (measures[goal["measure"]], goal)
        for goal in kept.document["goals"]
        if may_read(request.user, goal["measure"])
    ]
    context = {**FRAME, "plan": plan, "kept": kept, "old": kept.document}
    context |= {"parts": parts, "goals": goals}
    return render(request, "plans/revision.html", context)


def _remove(request: Request, plan: Plan, place: str, remove: Any, **row: Any) -> HttpResponse:
    """Or say why not: the plan may have been submitted meanwhile."""
    try:
        remove(**row, by=request.user, today=clock.today())
    except ValidationError as refusal:
        return page_of(request, visible(request, plan.pk), " ".join(refusal.messages))
    return _back(request, plan, place)


def _save(request: Request, plan: Plan, name: str, form: BaseForm, save: Any) -> HttpResponse:
    known = {"plan": plan, "by": request.user, "today": clock.today()}
    if saved(form, save, **known):
        messages.success(request, _("Saved."))
        return _back(request, plan, f"{name}s" if name != "resources" else name)
    return page_of(request, plan, "", **{name: form})


def one_of_a_plan(request: Request, model: Any, pk: int) -> Any:
    """A row of a plan that the user works."""
    plans = Plan.objects.visible_to(request.user)
    found = get_object_or_404(
        model.objects.select_related("plan__account").filter(plan__in=plans), pk=pk
    )
    if not found.plan.worked_by(request.user):
        raise PermissionDenied
    return found


def _back(request: Request, plan: Plan, place: str) -> HttpResponse:
    return redirect(reverse("plan_detail", args=[plan.pk]) + f"#{place}")


def said(form: BaseForm) -> str:
    return " ".join(str(each) for errors in form.errors.values() for each in errors)
