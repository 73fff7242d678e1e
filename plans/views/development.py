"""What is done with a development plan: milestones, points of the checklist, the order expected."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms_content import CheckForm, EvidenceForm, MilestoneDayForm, OrderForm
from plans.models import PlanCheck, PlanMilestone
from plans.services import milestones
from plans.views.answers import done, kept, one_of_a_plan
from plans.views.pages import worked
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

STEPS = "milestones"


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_reach(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    form, today = EvidenceForm(request.POST), clock.today()
    return kept(
        request, step.plan, form, milestones.reach, place=STEPS, milestone=step, today=today
    )


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_back(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    return done(request, step.plan, milestones.take_back, place=STEPS, milestone=step)


@require(Permission.PLAN_EDIT)
@require_POST
def milestone_day(request: Request, pk: int) -> HttpResponse:
    step: PlanMilestone = one_of_a_plan(request, PlanMilestone, pk)
    form, today = MilestoneDayForm(request.POST), clock.today()
    return kept(
        request,
        step.plan,
        form,
        milestones.plan_milestone,
        place=STEPS,
        milestone=step,
        today=today,
    )


@require(Permission.PLAN_EDIT)
@require_POST
def check_answer(request: Request, pk: int) -> HttpResponse:
    check: PlanCheck = one_of_a_plan(request, PlanCheck, pk)
    form = CheckForm(request.POST)
    return kept(request, check.plan, form, milestones.answer, place="checks", check=check)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_order(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), OrderForm(request.POST)
    return kept(
        request, plan, form, milestones.expect_order,
        place="order", name="order", said=_("Saved."), plan=plan, today=clock.today(),
    )  # fmt: skip
