"""The 25 squares as a form, and the rules beside them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kam.lib.relations import Stage
from relationships import labels
from relationships.models import GridRules
from relationships.services.standard_values import cell_name

LEVELS_SQUARED = [(p, c) for p in range(1, 6) for c in range(1, 6)]
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

    def clean(self) -> dict[str, Any]:
        """A better relation never makes an earlier stage (domain §4.3)."""
        asked: dict[str, Any] = super().clean() or {}
        for p, c in LEVELS_SQUARED:
            for before in ((p - 1, c), (p, c - 1)):
                self._not_below((p, c), before, asked)
        return asked

    def _not_below(
        self, at: tuple[int, int], before: tuple[int, int], asked: Mapping[str, Any]
    ) -> None:
        here, there = asked.get(cell_name(*at)), asked.get(cell_name(*before))
        if here is not None and there is not None and here < there:
            said = {"p": before[0], "c": before[1], "stage": labels.STAGE[Stage(there)]}
            text = _("Not below square (%(p)s, %(c)s), which is “%(stage)s”.") % said
            self.add_error(cell_name(*at), text)

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
