"""The parts of a plan, written one by one on its page."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.labels import PORTFOLIO
from kam.lib.classes import PortfolioQuadrant
from plans.forms_content import ActualForm, AimForm, GoalForm, ResourcesForm, RiskForm, SectionForm
from plans.measures import may_read
from plans.models import Measure, PlanGoal, PlanRevision, PlanRisk, SectionKind
from plans.services import content
from plans.views.answers import done, kept, one_of_a_plan
from plans.views.pages import FRAME, visible, worked
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


@require(Permission.PLAN_VIEW)
@require_GET
def plan_revision(request: Request, pk: int, number: int) -> HttpResponse:
    """The plan as it was before a change."""
    plan = visible(request, pk)
    kept_then = get_object_or_404(
        PlanRevision.objects.select_related("ended_by"), plan=plan, number=number
    )
    names = dict(SectionKind.choices)
    sources = kept_then.document.get("sources", {})  # what is older has none
    parts = [
        (names[kind], text, sources.get(kind, ""))
        for kind, text in kept_then.document["sections"].items()
    ]
    measures = dict(Measure.choices)
    goals = [
        (measures[goal["measure"]], goal)
        for goal in kept_then.document["goals"]
        if may_read(request.user, goal["measure"])
    ]
    context = {**FRAME, "plan": plan, "kept": kept_then, "old": kept_then.document}
    aim = kept_then.document.get("aim")
    context |= {
        "parts": parts,
        "goals": goals,
        "aim": PORTFOLIO[PortfolioQuadrant(aim)] if aim else "",
    }
    return render(request, "plans/revision.html", context)
