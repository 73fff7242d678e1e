"""What is asked about gifts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relationships.care_forms import DayInput
from relationships.models import Gift


class GiftForm(forms.ModelForm[Gift]):
    """`warned` goes along once the giver has read that somebody else got the same."""

    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Gift
        fields = ["item", "value", "occasion", "planned_on"]
        widgets = {"planned_on": DayInput}
        help_texts = {
            "item": _("Good, not expensive, and another one each time. Never cash or cards."),
        }

    def _post_clean(self) -> None:
        """The service checks and writes."""

    def was_warned(self) -> None:
        """The same form sent again passes the warning."""
        data: Any = self.data
        self.data = sent = data.copy()
        sent["warned"] = "1"


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DeliveryForm(forms.Form):
    delivered_on = forms.DateField(label=_("Handed over on"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivered_on"].widget.attrs["required"] = True
