"""One visit with all that belongs to it: files, needs, next steps, and what it said before."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from relationships.models import Attachment, ScenarioStandard, Visit
from relationships.versions import versions
from relationships.views.downloads import download
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.VISIT_VIEW)
@require_GET
def visit_detail(request: Request, pk: int) -> HttpResponse:
    visits = Visit.objects.visible_to(request.user).for_list().prefetch_related("colleagues")
    visit = get_object_or_404(visits, pk=pk)
    scenario = ScenarioStandard.objects.filter(code=visit.scenario).first()
    context: dict[str, Any] = {
        "visit": visit,
        "account": visit.account,
        "nav": "relationships",
        "subnav": "visits",
        "ticks": scenario.ticks(visit.checked or []) if scenario and visit.checked else [],
        "needs": visit.need_items.order_by("pk"),
        "actions": visit.actions.for_list(),
        "attachments": visit.attachments.order_by("pk"),
        "versions": versions(visit),
        "editable": visit.editable_by(request.user) and visit.status != "cancelled",
        "today_is": clock.today(),
    }
    return render(request, "relationships/visit_detail.html", context)


@require(Permission.VISIT_VIEW)
@require_GET
def attachment(request: Request, pk: int) -> HttpResponse:
    return download(get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk))
