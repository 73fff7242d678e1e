"""What people say about a policy version besides its values."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ApprovalForm(forms.Form):
    """From which day the version is in force."""

    effective_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The scoring of this day is the first to use it. Today means at once."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = self.fields["effective_from"].initial = today
        self.fields["effective_from"].widget.attrs["min"] = today.isoformat()

    def clean_effective_from(self) -> date:
        day: date = self.cleaned_data["effective_from"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day


class ReasonForm(forms.Form):
    """A reason somebody will read later."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class NoteForm(forms.Form):
    """What a draft is for."""

    note = forms.CharField(label=_("Note"), required=False, max_length=1000)


class MoversForm(forms.Form):
    """Filters of the list of movers, from the address; what does not fit is left out."""

    system = forms.CharField(required=False)
    of = forms.CharField(required=False)  # the system that `before` and `after` are classes of
    before = forms.IntegerField(required=False, min_value=0, max_value=9)
    after = forms.IntegerField(required=False, min_value=0, max_value=9)
    owner = forms.IntegerField(required=False)
    way = forms.ChoiceField(required=False, choices=[("up", ""), ("down", "")])
    least = forms.DecimalField(required=False, min_value=0)
    mode = forms.ChoiceField(required=False, choices=[("effective", "")])
