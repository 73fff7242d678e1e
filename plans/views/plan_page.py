"""The page of one plan: how it stands, what may be done, and the forms to do it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from plans import gaps, targets
from plans.development import is_won
from plans.development_page import development
from plans.forms import ActionForm, LessonsForm
from plans.forms_content import GoalForm, OrderForm, ResourcesForm, RiskForm, SectionForm
from plans.gap_table import GapTable, gap_table
from plans.lessons import offered
from plans.models import Plan, PlanState
from plans.operating_page import operating
from plans.services import readiness
from plans.services.access import OPEN
from relationships.forms_files import FileForm
from relationships.gift_forms import RefusalForm
from relationships.models import AccountFile
from staff import clock
from staff.http import Request
from staff.models import User

FRAME = {"nav": "plans", "subnav": "plans"}


def page_of(
    request: Request,
    plan: Plan,
    problem: str = "",
    wrong: Mapping[str, BaseForm] | None = None,
) -> HttpResponse:
    """The plan as it stands; `wrong` forms came back with mistakes and stay as they are, by their
    name on the page."""
    today, user = clock.today(), request.user
    context = {
        **FRAME,
        "plan": plan,
        "problem": problem,
        "today_is": today,
        **_standing(plan, user, today),
        **_actions(request, plan),
        **_files(plan, user),
        **_forms(plan),
        **_of_its_kind(plan, user, today, wrong or {}),
        **(wrong or {}),
    }
    name = f"plans/{_template(plan)}.html"
    return render(request, name, context, status=422 if wrong or problem else 200)


def _standing(plan: Plan, user: User, today: date) -> dict[str, Any]:
    """Where it is on its way, and what this reader may do with it."""
    works, is_reached = plan.worked_by(user), targets.is_reached(plan, today)
    at_once = is_reached or targets.was_proposed(plan) or is_won(plan)
    return {
        "target": targets.target_name(plan),
        "passed": plan.passed(today),
        "left": (plan.ends_on - today).days,
        "is_reached": is_reached,
        "stalled": plan.is_stalled(today),
        "may_close_at_once": at_once,
        "lessons": LessonsForm(use_required_attribute=False, asked=not at_once),
        "lacking": readiness.lacking(plan) if works and plan.state == PlanState.DRAFT else [],
        "works": works,
        "adds": works and plan.state in OPEN,
        "decides": Plan.objects.waiting_for(user).filter(pk=plan.pk).exists(),
        "revisions": list(plan.revisions.select_related("ended_by").order_by("-number")),
        "offered": offered(plan, user),
    }


def _actions(request: Request, plan: Plan) -> dict[str, Any]:
    """The gap table with what is done, and the form of the next action."""
    table = gap_table(plan, request.user)
    return {
        "table": table,
        "action": _action_form(request, plan, table),
        "gap_name": gaps.NAMES.get(_asked(request), ""),
    }


def _action_form(request: Request, plan: Plan, table: GapTable) -> ActionForm:
    """Filled with a suggestion of the template, where one was tapped."""
    suggested = table.suggestion(request.GET.get("suggested", ""))
    initial = suggested.initial if suggested else {}
    gap = table.gap(_asked(request))
    return ActionForm(plan=plan, user=request.user, gap=gap, initial=initial)


def _asked(request: Request) -> str:
    """The gap an action is to be hung on; empty for the plan as a whole."""
    need = request.POST.get("need") or request.GET.get("need", "")
    return need if need in gaps.NAMES else ""


def _files(plan: Plan, user: User) -> dict[str, Any]:
    found = AccountFile.objects.visible_to(user).filter(plan_file__plan=plan)
    files = list(found.for_list())
    return {
        "files": [file for file in files if file.removed_on is None],
        "removed_files": [file for file in files if file.removed_on],
    }


def _forms(plan: Plan) -> dict[str, BaseForm]:
    return {
        "refusal": RefusalForm(),
        "goal": GoalForm(plan=plan),
        "risk": RiskForm(),
        "resources": ResourcesForm(instance=plan),
        "file_form": FileForm(),
    }


def _of_its_kind(
    plan: Plan, user: User, today: date, wrong: Mapping[str, BaseForm]
) -> dict[str, Any]:
    """What only an operating or a development plan has."""
    section = wrong.get("section")
    kept = section if isinstance(section, SectionForm) else None
    if plan.is_operating:
        return operating(plan, user, today, kept)
    if plan.is_development:
        return {**development(plan, user, today, kept), "order": OrderForm(instance=plan)}
    return {}


def _template(plan: Plan) -> str:
    if plan.is_development:
        return "development"
    return "operating" if plan.is_operating else "detail"
