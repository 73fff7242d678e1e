"""The scenarios of visits and their checklists."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from relationships.forms import ScenarioForm
from relationships.models import ScenarioStandard
from relationships.services.scenarios import save_scenario
from staff.http import Request, require
from staff.permissions import Permission

PLACE = {"nav": "settings", "subnav": "scenarios"}


@require(Permission.STANDARD_EDIT)
@require_GET
def scenario_list(request: Request) -> HttpResponse:
    context = {"scenarios": ScenarioStandard.objects.for_page(), **PLACE}
    return render(request, "relationships/scenario_list.html", context)


@require(Permission.STANDARD_EDIT)
def scenario_create(request: Request) -> HttpResponse:
    return _form(request, None)


@require(Permission.STANDARD_EDIT)
def scenario_edit(request: Request, code: str) -> HttpResponse:
    return _form(request, get_object_or_404(ScenarioStandard, code=code))


def _form(request: Request, scenario: ScenarioStandard | None) -> HttpResponse:
    form = ScenarioForm(request.POST or None, instance=scenario)
    if request.method == "POST" and form.is_valid():
        try:
            save_scenario(scenario=form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The scenario is saved."))
            return redirect("scenario_list")
    context: dict[str, Any] = {"form": form, "scenario": scenario, **PLACE}
    return render(request, "relationships/scenario_form.html", context)
