"""What the class flow is asked for, from the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tiering.models.change import ChangeCause, System


class FlowForm(forms.Form):
    """What does not fit asks for nothing: `since` is then the default, `system` the pyramid."""

    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    system = forms.ChoiceField(required=False, choices=System.choices)
    before = forms.IntegerField(required=False, min_value=0, max_value=9)
    after = forms.IntegerField(required=False, min_value=0, max_value=9)
    way = forms.TypedChoiceField(
        required=False, choices=[("up", ""), ("down", "")], empty_value=None,
        coerce=lambda way: {"up": 1, "down": -1}[way],
    )  # fmt: skip
    cause = forms.TypedChoiceField(
        required=False, choices=ChangeCause.choices, coerce=int, empty_value=None
    )

    def asked(self, *, default: date, last: date) -> dict[str, Any]:
        """`since` is at most `last`; the rest as given, None where nothing is asked."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        since = found["since"]
        found["since"] = min(since, last) if since and since.year >= 1970 else default
        found["system"] = System(found["system"] or System.PYRAMID)
        return found
