"""How well accounts are covered, and whether there are people enough."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from relationships.models import CoverageStandard
from relationships.workload import reads_others, workload_of
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.VISIT_VIEW)
@require_GET
def coverage_page(request: Request) -> HttpResponse:
    """By unit and by person; every number opens the list behind it."""
    efforts = CoverageStandard.objects.efforts()
    context = {
        "nav": "relationships",
        "subnav": "coverage",
        "work": workload_of(request.user, today=clock.today(), efforts=efforts),
        "narrow": "" if reads_others(request.user) else f"owner={request.user.pk}",
        "efforts": list(efforts.values()),
    }
    return render(request, "relationships/coverage.html", context)
