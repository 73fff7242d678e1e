"""The 25 squares as a form, and the rules beside them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kam.lib.relations import Stage
from relationships import labels
from relationships.models import GridRules
from relationships.stages import LEVELS

STAGES = [(stage.value, labels.STAGE[stage]) for stage in Stage]


def name_of(personal: int, company: int) -> str:
    return f"cell_{personal}_{company}"


class CellsForm(forms.Form):
    """A choice of stage for every square."""

    def __init__(self, *args: Any, cells: Mapping[tuple[int, int], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (p, c), stage in sorted(cells.items()):
            self.fields[name_of(p, c)] = forms.TypedChoiceField(
                choices=STAGES,
                coerce=int,
                initial=stage,
                label=_("Personal %(p)s, company %(c)s") % {"p": p, "c": c},
                widget=forms.Select(attrs={"aria-label": f"({p}, {c})"}),
            )

    def stages(self) -> dict[tuple[int, int], int]:
        return {(p, c): self.cleaned_data[name_of(p, c)] for p in LEVELS for c in LEVELS}

    def field(self, personal: int, company: int) -> Any:
        return self[name_of(personal, company)]


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
