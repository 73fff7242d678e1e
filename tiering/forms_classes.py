"""Holding a class by hand, and why a proposal is refused."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiering.engine import System
from tiering.needs import LABELS, NAMES
from tiering.services.tracks import SYSTEMS


class PinForm(forms.Form):
    """System and class in one choice: `pyramid:1`."""

    choice = forms.ChoiceField(label=_("Class"))
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    def __init__(self, *args: Any, today: date, tier: int = 0, **kwargs: Any) -> None:
        """`tier`: the pyramid tier in effect, from which the choice starts."""
        super().__init__(*args, **kwargs)
        if tier:
            self.initial["choice"] = f"{System.PYRAMID}:{tier}"
        choice: Any = self.fields["choice"]
        choice.choices = [(NAMES[System(system)], _rungs(system)) for system in SYSTEMS]
        self.fields["until"].widget.attrs["min"] = today.isoformat()

    def clean_choice(self) -> tuple[str, int]:
        system, _colon, code = self.cleaned_data["choice"].partition(":")
        return system, int(code)


def _rungs(system: str) -> list[tuple[str, Any]]:
    labels: Any = LABELS[System(system)]
    return [(f"{system}:{code}", label) for code, label in labels.items()]


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class ProposalsForm(forms.Form):
    """Filters of the inbox, from the address."""

    state = forms.CharField(required=False)
    system = forms.CharField(required=False)
