"""The 25 squares as a form, and the rules beside them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kam.lib.relations import Stage
from relationships import labels
from relationships.models import GridRules
from relationships.services.standard_values import cell_name

STAGES = [(stage.value, labels.STAGE[stage]) for stage in Stage]


class CellsForm(forms.Form):
    """A choice of stage for every square."""

    def __init__(self, *args: Any, cells: Mapping[tuple[int, int], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (p, c), stage in sorted(cells.items()):
            self.fields[cell_name(p, c)] = forms.TypedChoiceField(
                choices=STAGES,
                coerce=int,
                initial=stage,
                label=_("Personal %(p)s, company %(c)s") % {"p": p, "c": c},
                widget=forms.Select(attrs={"aria-label": f"({p}, {c})"}),
            )

    def field(self, personal: int, company: int) -> Any:
        return self[cell_name(personal, company)]


class RulesForm(forms.ModelForm[GridRules]):
    class Meta:
        model = GridRules
        fields = ("evidence_needed", "personal_coverage", "stale_days", "imbalance_warn")
        help_texts = {
            "personal_coverage": _(
                "The account has a level when this share of the influence of its people in"
                " decisions stands there: 0.60 is 60 %."
            ),
            "imbalance_warn": _("Levels between the axes, inside the stages."),
        }
