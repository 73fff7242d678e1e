"""Plans to read: the list, those of an account, a new one, one of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Account
from plans import targets
from plans.forms import PlanForm
from plans.models import BusinessReview, Plan, PlanState, Purpose
from plans.models.plan import OFFERED, UNDER_WAY
from plans.purposes import ABOUT, offers, time_of
from plans.services import plans
from plans.views.plan_page import FRAME, page_of
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50


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
