"""The plans that win or grow an account, side by side, with how well that goes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.models import DEVELOPMENT, Plan, PlanState
from plans.models.plan import UNDER_WAY
from plans.winning import courses, winning
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission

PER_PAGE = 50


@require(Permission.PLAN_VIEW)
@require_GET
def development_list(request: Request) -> HttpResponse:
    """Those under way, with `all` the others too; the figures are over all of them."""
    found = Plan.objects.visible_to(request.user).filter(purpose__in=DEVELOPMENT)
    plans = list(found.exclude(state=PlanState.CANCELLED).for_list().with_milestones())
    today, every = clock.today(), "all" in request.GET
    known = courses(plans, today)
    shown = [plan for plan in plans if every or plan.state in UNDER_WAY]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = [
        {"plan": plan, "course": known[plan.pk], "stalled": plan.is_stalled(today)} for plan in page
    ]
    context = {
        "nav": "plans",
        "subnav": "development",
        "page": page,
        "rows": rows,
        "figures": winning(plans, known),
        "shows_all": every,
        "today": today,
        "sales": has_permission(request.user, Permission.BUSINESS_VIEW),
        "margins": has_permission(request.user, Permission.MARGIN_VIEW),
    }
    return render(request, "plans/development_list.html", context)
