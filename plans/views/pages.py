"""Plans to read: the list, a new one, one of them with its gap table."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Account
from plans import gaps, targets
from plans.development import is_won
from plans.development_page import development
from plans.forms import ActionForm, LessonsForm, PlanForm
from plans.forms_content import GoalForm, OrderForm, ResourcesForm, RiskForm, SectionForm
from plans.gap_table import GapTable, gap_table
from plans.lessons import offered
from plans.models import BusinessReview, Plan, PlanState, Purpose
from plans.models.plan import OFFERED, UNDER_WAY
from plans.operating_page import operating
from plans.purposes import ABOUT, offers, time_of
from plans.services import plans, readiness
from plans.services.access import OPEN
from relationships.forms_files import FileForm
from relationships.gift_forms import RefusalForm
from relationships.models import AccountFile
from relationships.models.account_file import AccountFileQuerySet
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission, has_permission

PER_PAGE = 50
FRAME = {"nav": "plans", "subnav": "plans"}


def plan_home(request: Request) -> HttpResponse:
    """Plans under way, those that wait for the reader first; with `all` also those that are over.

    Open to every role, for it stands in the navigation; who sees no plans reads of none.
    """
    found = Plan.objects.visible_to(request.user)
    shown = found if "all" in request.GET else found.under_way()
    page = Paginator(shown.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    context = {
        **FRAME,
        "page": page,
        "rows": [_row(plan, today) for plan in page],
        "waiting": list(Plan.objects.waiting_for(request.user).for_list()),
        "shows_all": "all" in request.GET,
        "may_see_visits": has_permission(request.user, Permission.VISIT_VIEW),
        "may_plan": has_permission(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "plans/home.html", context)


def _row(plan: Plan, today: Any) -> dict[str, Any]:
    return {
        "plan": plan,
        "target": targets.target_name(plan),
        "passed": plan.passed(today),
        "is_late": plan.state == PlanState.ACTIVE and plan.ends_on < today,
        "stalled": plan.is_stalled(today),
    }


@require(Permission.PLAN_VIEW)
def account_plans(request: Request, pk: int) -> HttpResponse:
    """The plans of one account: those under way, and what the others taught."""
    readable = Account.objects.visible_to(request.user)
    account = get_object_or_404(readable.select_related("owner", "unit", "standing"), pk=pk)
    found = list(Plan.objects.visible_to(request.user).filter(account=account).for_list())
    today = clock.today()
    context = {
        "account": account,
        "tab": "plans",
        "nav": "accounts",
        "subnav": "accounts",
        "rows": [_row(plan, today) for plan in found if plan.state in UNDER_WAY],
        "over": [plan for plan in reversed(found) if plan.state not in UNDER_WAY],
        "may_plan": has_permission(request.user, Permission.PLAN_EDIT),
        "reviews": list(
            BusinessReview.objects.visible_to(request.user).filter(account=account).for_list()
        ),
    }
    return render(request, "plans/account_plans.html", context)


@require(Permission.PLAN_EDIT)
def plan_create(request: Request, pk: int) -> HttpResponse:
    """For an account: first what it is for, then why and by when."""
    accounts = Account.objects.visible_to(request.user).select_related("standing", "owner")
    account, user = get_object_or_404(accounts, pk=pk), request.user
    asked = request.GET.get("purpose", "")
    others = Plan.objects.visible_to(user).under_way().filter(account=account).for_list()
    context: dict[str, Any] = {**FRAME, "account": account, "others": list(others), "form": None}
    if asked not in OFFERED:
        return render(
            request, "plans/new.html", context | {"purposes": offers(account, user, clock.today())}
        )
    form = PlanForm(request.POST or None, initial=time_of(asked, clock.today()))
    if plan := saved(form, plans.create_plan, account=account, by=user, purpose=asked):
        return redirect("plan_detail", pk=plan.pk)
    purpose = Purpose(asked)
    context |= {"form": form, "code": asked, "purpose": purpose.label, "about": ABOUT[purpose]}
    return render(request, "plans/new.html", context, status=422 if form.errors else 200)


@require(Permission.PLAN_EDIT)
def plan_edit(request: Request, pk: int) -> HttpResponse:
    """Why and until when; the rest is changed where it stands."""
    plan = worked(request, pk)
    form = PlanForm(request.POST or None, instance=plan)
    if saved(form, plans.change_plan, plan=plan, by=request.user, today=clock.today()):
        messages.success(request, _("Saved."))
        return redirect("plan_detail", pk=pk)
    context = {**FRAME, "plan": plan, "form": form}
    return render(request, "plans/edit.html", context, status=422 if form.errors else 200)


@require(Permission.PLAN_VIEW)
def plan_detail(request: Request, pk: int) -> HttpResponse:
    return page_of(request, visible(request, pk))


def visible(request: Request, pk: int) -> Plan:
    found = Plan.objects.visible_to(request.user).select_related(
        "account__standing", "account__relation"
    )
    plan: Plan = get_object_or_404(found.for_list(), pk=pk)
    return plan


def worked(request: Request, pk: int) -> Plan:
    plan = visible(request, pk)
    if not plan.worked_by(request.user):
        raise PermissionDenied
    return plan


def page_of(
    request: Request,
    plan: Plan,
    problem: str = "",
    wrong: Mapping[str, BaseForm] | None = None,
) -> HttpResponse:
    """The plan as it stands; `wrong` forms came back with mistakes and stay as they are, by their
    name on the page."""
    today, user = clock.today(), request.user
    is_reached = targets.is_reached(plan, today)
    at_once = is_reached or targets.was_proposed(plan) or is_won(plan)
    works, table = plan.worked_by(user), gap_table(plan, user)
    files = list(_files(plan, user))
    context = {
        **FRAME,
        "plan": plan,
        "target": targets.target_name(plan),
        "passed": plan.passed(today),
        "left": (plan.ends_on - today).days,
        "is_reached": is_reached,
        "stalled": plan.is_stalled(today),
        "may_close_at_once": at_once,
        "lacking": readiness.lacking(plan) if works and plan.state == PlanState.DRAFT else [],
        "revisions": list(plan.revisions.select_related("ended_by").order_by("-number")),
        "table": table,
        "adds": works and plan.state in OPEN,
        "action": _action_form(request, plan, table),
        "gap_name": gaps.NAMES.get(_asked(request), ""),
        "works": works,
        "decides": Plan.objects.waiting_for(user).filter(pk=plan.pk).exists(),
        "refusal": RefusalForm(),
        "lessons": LessonsForm(use_required_attribute=False, asked=not at_once),
        "goal": GoalForm(plan=plan),
        "risk": RiskForm(),
        "resources": ResourcesForm(instance=plan),
        "files": [file for file in files if file.removed_on is None],
        "removed_files": [file for file in files if file.removed_on],
        "file_form": FileForm(),
        "problem": problem,
        "offered": offered(plan, user),
        "today_is": today,
    }
    if plan.is_operating:
        context |= operating(plan, user, today, _section(wrong))
    if plan.is_development:
        context |= development(plan, user, today, _section(wrong)) | {
            "order": OrderForm(instance=plan)
        }
    context |= wrong or {}
    name = f"plans/{_template(plan)}.html"
    return render(request, name, context, status=422 if wrong or problem else 200)


def _section(wrong: Mapping[str, BaseForm] | None) -> SectionForm | None:
    found = (wrong or {}).get("section")
    return found if isinstance(found, SectionForm) else None


def _files(plan: Plan, user: User) -> AccountFileQuerySet:
    found = AccountFile.objects.visible_to(user)
    return found.filter(plan_file__plan=plan).for_list()


def _action_form(request: Request, plan: Plan, table: GapTable) -> ActionForm:
    """Filled with a suggestion of the template, where one was tapped."""
    suggested = table.suggestion(request.GET.get("suggested", ""))
    initial = suggested.initial if suggested else {}
    gap = table.gap(_asked(request))
    return ActionForm(plan=plan, user=request.user, gap=gap, initial=initial)


def _template(plan: Plan) -> str:
    if plan.is_development:
        return "development"
    return "operating" if plan.is_operating else "detail"


def _asked(request: Request) -> str:
    """The gap an action is to be hung on; empty for the plan as a whole."""
    need = request.POST.get("need") or request.GET.get("need", "")
    return need if need in gaps.NAMES else ""
