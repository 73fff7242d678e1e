"""Templates of plans: what a new plan of each purpose begins with."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from plans.models import PlanTemplate, Purpose
from plans.models.plan import OFFERED
from plans.services.templates import change_template
from plans.template_forms import meant_for, row_sets, rows_of
from staff.http import Request, require
from staff.permissions import Permission

PLACE = {"nav": "settings", "subnav": "plan_templates"}


@require(Permission.STANDARD_EDIT)
@require_GET
def template_list(request: Request) -> HttpResponse:
    newest = PlanTemplate.objects.newest_of_each()
    rows = [(purpose, newest.get(purpose)) for purpose in OFFERED]
    return render(request, "plans/template_list.html", {"rows": rows, **PLACE})


@require(Permission.STANDARD_EDIT)
def template_edit(request: Request, purpose: str) -> HttpResponse:
    """The newest version to be changed; what is saved is the next one."""
    if purpose not in Purpose:
        raise Http404
    aim = Purpose(purpose)
    versions = PlanTemplate.objects.filter(purpose=aim).with_rows()
    newest = versions.first()
    rows = list(newest.in_order) if newest else []
    sets = row_sets(aim, rows, request.POST or None)
    problem = ""
    valid = [each.is_valid() for each in sets]  # each marks its own mistakes
    if request.method == "POST" and all(valid):
        try:
            made = change_template(purpose=aim, rows=rows_of(sets), by=request.user)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            _say(request, made)
            return redirect("template_list")
    wrong = bool(problem) or any(each.total_error_count() for each in sets if each.is_bound)
    context: dict[str, Any] = {"aim": aim, "newest": newest, "versions": versions, "sets": sets}
    context |= {"problem": problem, "wrong": wrong, **PLACE}
    return render(request, "plans/template_form.html", context, status=422 if wrong else 200)


def _say(request: Request, made: PlanTemplate | None) -> None:
    if made:
        messages.success(request, _("Saved as the next version. Plans already made keep theirs."))
    else:
        messages.info(request, _("Nothing was changed, so there is no new version."))


@require(Permission.STANDARD_EDIT)
@require_GET
def template_version(request: Request, purpose: str, version: int) -> HttpResponse:
    versions = PlanTemplate.objects.filter(purpose=purpose).with_rows()
    found = get_object_or_404(versions, version=version)
    rows = [(row, meant_for(row)) for row in found.in_order]
    context = {"template": found, "rows": rows, "versions": versions, **PLACE}
    return render(request, "plans/template_version.html", context)
