"""Customer profitability: the whale curve, for those who may see margins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kam.dashboards.whale import whale_of
from staff.http import Request, require
from staff.permissions import Permission
from tiering.models import CurrentRun


@require_GET
@require(Permission.MARGIN_VIEW)
def profitability(request: Request) -> HttpResponse:
    run = CurrentRun.get()
    curve = whale_of(request.user, run) if run is not None else None
    context = {"nav": "tiering", "subnav": "profitability", "run": run, "curve": curve}
    return render(request, "tiering/profitability.html", context)
