"""What is done with a plan: actions added, submitted, decided, closed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import ActionForm, LessonsForm
from plans.gaps import table
from plans.models import Plan
from plans.services import plan_actions, plans
from plans.views.answers import done, kept
from plans.views.pages import visible, worked
from relationships.gift_forms import RefusalForm
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def plan_action(request: Request, pk: int) -> HttpResponse:
    plan = worked(request, pk)
    gap = next((g for g in table(plan, request.user) if g.need == request.POST.get("need")), None)
    form = ActionForm(request.POST, plan=plan, user=request.user, gap=gap)
    said = _("The action is added; it waits on Today for who does it.")
    return kept(
        request, plan, form, plan_actions.add_action,
        name="action", said=said, plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def plan_submit(request: Request, pk: int) -> HttpResponse:
    plan, said = worked(request, pk), _("Submitted: a manager decides.")
    return done(request, plan, plans.submit, said=said, plan=plan, today=clock.today())


@require(Permission.PLAN_VIEW)  # a sponsor too; the service knows who is asked
@require_POST
def plan_approve(request: Request, pk: int) -> HttpResponse:
    plan = _asked(request, pk)
    return done(request, plan, plans.approve, said=_("Approved."), plan=plan, today=clock.today())


@require(Permission.PLAN_VIEW)
@require_POST
def plan_return(request: Request, pk: int) -> HttpResponse:
    plan, form = _asked(request, pk), RefusalForm(request.POST)
    return kept(
        request, plan, form, plans.send_back,
        name="refusal", said=_("Sent back to its owner."), plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def plan_take_back(request: Request, pk: int) -> HttpResponse:
    plan, said = worked(request, pk), _("It is a draft again.")
    return done(request, plan, plans.take_back, said=said, plan=plan, today=clock.today())


@require(Permission.PLAN_EDIT)
@require_POST
def plan_close(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), LessonsForm(request.POST)
    learnt = request.POST.get("lessons", "").strip()
    said = _("Closed. What was learnt is kept with it.") if learnt else _("Closed.")
    return kept(
        request, plan, form, plans.close,
        name="lessons", said=said, plan=plan, today=clock.today(),
    )  # fmt: skip


@require(Permission.PLAN_EDIT)
@require_POST
def plan_cancel(request: Request, pk: int) -> HttpResponse:
    plan, said = worked(request, pk), _("Cancelled. It stays to be read.")
    return done(request, plan, plans.cancel, said=said, plan=plan, today=clock.today())


def _asked(request: Request, pk: int) -> Plan:
    plan = visible(request, pk)
    if not plan.decided_on_by(request.user):
        raise PermissionDenied
    return plan
