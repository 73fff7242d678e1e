"""Which accounts are due for a contact with one of our executives."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from relationships.models import CoverageStandard
from relationships.models.executive import ExecutiveList
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

PER_PAGE = 25


@require(Permission.VISIT_VIEW)
@require_GET
def executive_list(request: Request) -> HttpResponse:
    """Overdue ones first; `all` shows the others too, `mine` narrows to sponsored accounts."""
    mine = request.user if "mine" in request.GET else None
    efforts = CoverageStandard.objects.efforts()
    found = ExecutiveList(request.user, as_of=clock.today(), efforts=efforts)
    found = found.narrowed(late=False, mine=mine)
    totals = found.totals()
    everything = "all" in request.GET
    rows: Any = found.narrowed(late=not everything, mine=None)
    context = {
        "nav": "relationships",
        "subnav": "executive",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": {"late": totals["late"], "all": totals["all"]},
        "everything": everything,
        "mine": mine is not None,
    }
    return render(request, "relationships/executive_list.html", context)
