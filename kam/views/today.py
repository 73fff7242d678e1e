"""The first page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kam.dashboards import today
from staff.http import Request
from staff.permissions import Permission, has_permission


@require_GET
def today_page(request: Request) -> HttpResponse:
    """Everybody who is logged in has a Today; what it shows depends on the role."""
    build = today.today_for if today.has_visits(request.user) else today.house_for
    day = timezone.localdate()  # the middleware has set the company's time zone
    name = "today.html" if today.has_visits(request.user) else "today_house.html"
    context: dict[str, Any] = {"today": build(request.user, day), "nav": "today"}
    context["may_import"] = has_permission(request.user, Permission.IMPORT_DATA)
    context["may_start"] = has_permission(request.user, Permission.RUN_START)
    return render(request, name, context)
