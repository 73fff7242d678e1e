"""What people ask of tiering: a run."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RunForm(forms.Form):
    """The day to score; `yesterday` is the last complete one."""

    as_of = forms.DateField(
        label=_("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day that counts. Sales after it are left out."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or earlier."))
        if day.year < 1970:
            raise forms.ValidationError(_("Choose a day after 1970."))
        return day


class AsOfForm(forms.Form):
    """A date in the address; anything else means the newest."""

    as_of = forms.DateField(required=False)
