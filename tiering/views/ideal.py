"""Ideal customers: lifetime value against selling time, for those who may see margins."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kam.lib.classes import IdealQuadrant
from staff.http import Request, require
from staff.permissions import Permission
from tiering.ideal import customers_of
from tiering.ideal_page import chart_of, fields_of, places_of
from tiering.models import CurrentRun

FRAME = {"nav": "tiering", "subnav": "ideal"}
DRAWN = 300  # points; more would hide each other
PER_PAGE = 50


@require_GET
@require(Permission.MARGIN_VIEW)
def ideal_customers(request: Request) -> HttpResponse:
    run = CurrentRun.get()
    if run is None:
        return render(request, "tiering/ideal.html", {**FRAME, "run": None})
    policy, found, quadrant = run.policy.policy, customers_of(request.user, run), _asked(request)
    everything = found.placed()
    page = Paginator(found.placed(quadrant), PER_PAGE).get_page(request.GET.get("page"))
    step = max(1, -(-len(everything) // DRAWN))
    drawn = places_of(found, everything[::step], request.user)
    context = {
        **FRAME,
        "run": run,
        "found": found,
        "rule": policy.selection,
        "months": policy.window.ttm_months,
        "fields": fields_of(found),
        "chart": chart_of(drawn, policy),
        "drawn": len(drawn),
        "total": len(everything),
        "quadrant": quadrant,
        "page": page,
        "rows": places_of(found, list(page.object_list), request.user),
    }
    name = "tiering/_ideal.html" if request.htmx else "tiering/ideal.html"
    return render(request, name, context)


def _asked(request: Request) -> int | None:
    asked = request.GET.get("quadrant", "")
    return int(asked) if asked in {str(code.value) for code in IdealQuadrant} else None
