"""The parts of a plan, written one by one on its page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from plans.forms_content import (
    ActualForm,
    AimForm,
    GoalChangeForm,
    GoalForm,
    ResourcesForm,
    RiskForm,
    SectionForm,
)
from plans.models import PlanGoal, PlanRevision, PlanRisk, SectionKind
from plans.revision_page import revision
from plans.services import content
from plans.views.answers import done, kept, one_of_a_plan
from plans.views.pages import visible, worked
from plans.views.plan_page import FRAME
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def plan_section(request: Request, pk: int, kind: str) -> HttpResponse:
    if kind not in SectionKind.values:
        raise Http404
    plan, form = worked(request, pk), SectionForm(request.POST, kind=kind)
    return kept(
        request, plan, form, content.write_section,
        place=f"part-{kind}", name="section", plan=plan, today=clock.today(), kind=kind,
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def plan_aim(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), AimForm(request.POST)
    return kept(
        request, plan, form, content.set_aim,
        place="position", name="aim", plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def plan_resources(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), ResourcesForm(request.POST)
    return kept(
        request, plan, form, content.state_resources,
        place="resources", name="resources", said=_("Saved."), plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def goal_add(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    form = GoalForm(request.POST, plan=plan)
    return kept(
        request, plan, form, content.add_goal,
        place="goals", name="goal", said=_("Saved."), plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def risk_add(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), RiskForm(request.POST)
    return kept(
        request, plan, form, content.add_risk,
        place="risks", name="risk", said=_("Saved."), plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def goal_note(request: Request, pk: int) -> HttpResponse:
    """Where a goal stands that the records do not tell."""
    goal = one_of_a_plan(request, PlanGoal, pk)
    form = ActualForm(request.POST)
    return kept(request, goal.plan, form, content.note_actual, place="goals", goal=goal)


@require(Permission.PLAN_EDIT)
@require_POST
def goal_remove(request: Request, pk: int) -> HttpResponse:
    goal = one_of_a_plan(request, PlanGoal, pk)
    return done(
        request, goal.plan, content.remove_goal, place="goals", goal=goal, today=clock.today()
    )


@require(Permission.PLAN_EDIT)
@require_POST
def risk_remove(request: Request, pk: int) -> HttpResponse:
    risk = one_of_a_plan(request, PlanRisk, pk)
    return done(
        request, risk.plan, content.remove_risk, place="risks", risk=risk, today=clock.today()
    )


@require(Permission.PLAN_EDIT)
def goal_edit(request: Request, pk: int) -> HttpResponse:
    """Another target, day, weight or wording."""
    goal: PlanGoal = one_of_a_plan(request, PlanGoal, pk)
    form = GoalChangeForm(request.POST or None, instance=goal)
    if saved(form, content.change_goal, goal=goal, by=request.user, today=clock.today()):
        messages.success(request, _("Saved."))
        return redirect(reverse("plan_detail", args=[goal.plan_id]) + "#goals")
    context = {**FRAME, "plan": goal.plan, "goal": goal, "form": form}
    return render(request, "plans/goal_form.html", context, status=422 if form.errors else 200)


@require(Permission.PLAN_VIEW)
@require_GET
def plan_revision(request: Request, pk: int, number: int) -> HttpResponse:
    """The plan as it was before a change."""
    plan = visible(request, pk)
    rows = PlanRevision.objects.select_related("ended_by")
    then: PlanRevision = get_object_or_404(rows, plan=plan, number=number)
    context = {**FRAME, "plan": plan, "kept": then, "old": revision(then, request.user)}
    return render(request, "plans/revision.html", context)
