"""Settings of the 25 squares."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from relationships import ladders
from relationships.forms_grid import CellsForm, RulesForm
from relationships.models import GridRules, Preset, StageCell
from relationships.models.standard_change import Subject
from relationships.services.standard_changes import propose
from relationships.services.standard_values import of_preset
from relationships.squares import grid_of
from relationships.stages import preset_cells
from relationships.views.standard_changes import said, waiting
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.STANDARD_EDIT)
def squares_settings(request: Request) -> HttpResponse:
    """One form for the cells, one for the rules; both are proposed at once."""
    cells, rules = StageCell.objects.stages(), GridRules.current()
    form = CellsForm(request.POST or None, cells=cells)
    rules_form = RulesForm(request.POST or None, instance=rules, prefix="rules")
    if request.method == "POST" and form.is_valid() and rules_form.is_valid():
        values = form.cleaned_data | rules_form.cleaned_data
        return _proposed(request, values)
    preset = GridRules.current().preset if rules_form.errors else rules.preset
    drawn = grid_of(cells, preset, rules.imbalance_warn)
    rows = [
        (rung, [(cell, form.field(cell.personal, cell.company)) for cell in row])
        for rung, row in drawn.rows
    ]
    context = {
        "nav": "settings",
        "form": form,
        "rules_form": rules_form,
        "rows": rows,
        "columns": drawn.columns,
        "preset": preset,
        "own": cells != preset_cells(preset),
        **waiting(request, Subject.SQUARES),
        "presets": [(each.value, each.label, _names(each)) for each in Preset],
    }
    status = 422 if form.errors or rules_form.errors else 200
    return render(request, "relationships/squares_settings.html", context, status=status)


def _names(preset: Preset) -> list[tuple[str, str]]:
    """Names of the levels on both axes, from 1 to 5, for the choice between presets."""
    both = (ladders.PERSONAL, ladders.COMPANY)
    personal, company = ([str(name) for name in ladders.NAMES[preset, axis]] for axis in both)
    return list(zip(personal, company, strict=True))


@require_POST
@require(Permission.STANDARD_EDIT)
def squares_preset(request: Request) -> HttpResponse:
    """Propose the cells and level names of a preset."""
    preset = request.POST.get("preset", "")
    if preset not in Preset.values:
        raise Http404
    return _proposed(request, of_preset(preset))


def _proposed(request: Request, values: Mapping[str, Any]) -> HttpResponse:
    squares = Subject.SQUARES
    said(request, propose(subject=squares, values=values, by=request.user, now=clock.now()))
    return redirect("squares_settings")
