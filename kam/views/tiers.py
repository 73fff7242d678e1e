"""The tier dashboard."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kam.dashboards.tiers import tier_dashboard as build
from staff.http import Request, require
from staff.models import Unit
from staff.permissions import Permission, has_permission
from tiering.models import CurrentRun, Run
from tiering.services.measures import has_pending

FRAME = {"nav": "tiering", "subnav": "dashboard"}


@require_GET
@require(Permission.TIER_VIEW)
def tier_dashboard(request: Request) -> HttpResponse:
    current = CurrentRun.get()
    run = _run_asked_for(request) or current
    may_start = has_permission(request.user, Permission.RUN_START)
    if run is None:
        return render(request, "tiering/dashboard_empty.html", {**FRAME, "may_start": may_start})
    units = _units(request)
    unit = _unit_asked_for(request, units)
    board = build(request.user, run, is_current=run == current, unit=unit)
    context = {
        **FRAME,
        "board": board,
        "run": run,
        "unit": unit,
        "units": [(each, "\u3000" * each.depth + each.display_name) for each in units],
        "has_news": run == current and has_pending(),
        "may_start": may_start,
        "may_read_policy": has_permission(request.user, Permission.POLICY_VIEW),
    }
    name = "tiering/_dashboard.html" if request.htmx else "tiering/dashboard.html"
    return render(request, name, context)


def _run_asked_for(request: Request) -> Run | None:
    """`?run=N`: an older or side run whose scores are kept, for those who see runs."""
    number = request.GET.get("run", "")
    if not number:
        return None
    if not has_permission(request.user, Permission.RUN_VIEW):
        raise PermissionDenied
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    kept = Run.objects.done().filter(scores_kept=True).select_related("policy")
    return get_object_or_404(kept, pk=int(number))


def _units(request: Request) -> QuerySet[Unit]:
    """Who reads more than own accounts may look at one unit alone."""
    return Unit.objects.to_choose_from(request.user).for_list()


def _unit_asked_for(request: Request, units: QuerySet[Unit]) -> Unit | None:
    number = request.GET.get("unit", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(units, pk=int(number))
