"""Pages of plans."""

from django.http import HttpResponse
from django.shortcuts import render

from staff.http import Request
from staff.permissions import Permission, has_permission


def plan_home(request: Request) -> HttpResponse:
    may_see_visits = has_permission(request.user, Permission.VISIT_VIEW)
    return render(request, "plans/home.html", {"nav": "plans", "may_see_visits": may_see_visits})
