"""Settings of the 25 squares."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from relationships import ladders
from relationships.forms_grid import CellsForm, RulesForm
from relationships.models import GridRules, Preset, StageCell
from relationships.services import grid as service
from relationships.squares import grid_of
from relationships.stages import preset_cells
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.STANDARD_EDIT)
def squares_settings(request: Request) -> HttpResponse:
    """One form for the cells, one for the rules; both are saved at once."""
    cells, rules = StageCell.objects.stages(), GridRules.current()
    form = CellsForm(request.POST or None, cells=cells)
    rules_form = RulesForm(request.POST or None, instance=rules, prefix="rules")
    if request.method == "POST" and form.is_valid() and rules_form.is_valid():
        service.update_cells(stages=form.stages(), by=request.user)
        service.update_rules(by=request.user, **rules_form.cleaned_data)
        messages.success(request, _("Saved. It counts from the next assessment on."))
        return redirect("squares_settings")
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
    """The cells and level names of a preset."""
    preset = request.POST.get("preset", "")
    if preset not in Preset.values:
        raise Http404
    changed = service.apply_preset(preset=preset, by=request.user)
    words = ngettext("The preset is set: %(n)d square changed.",
                     "The preset is set: %(n)d squares changed.", changed)  # fmt: skip
    messages.success(request, words % {"n": changed})
    return redirect("squares_settings")
