"""What is asked about days to remember, courtesies and greetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relationships.models import CareDate, CareLimits, CareTask, Greeting
from relationships.models.care_date import OF_ACCOUNT, OF_CONTACT, CareKind


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__({"type": "date"}, "%Y-%m-%d")


MONTHS = [(month, f"{month}") for month in range(1, 13)]
DAYS = [(day, f"{day}") for day in range(1, 32)]


class CareDateForm(forms.ModelForm[CareDate]):
    """A day of a person, or with `of_account` of the account."""

    month = forms.TypedChoiceField(label=_("Month"), choices=MONTHS, coerce=int)
    day = forms.TypedChoiceField(label=_("Day"), choices=DAYS, coerce=int)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        help_text=_("Leave it empty if you don't know it or it doesn't matter."),
    )

    class Meta:
        model = CareDate
        fields = ["kind", "relative", "label", "consent", "calendar", "month", "day", "year"]
        widgets = {"kind": forms.RadioSelect, "calendar": forms.RadioSelect}

    def __init__(self, *args: Any, of_account: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = OF_ACCOUNT if of_account else OF_CONTACT
        kind_field: Any = self.fields["kind"]
        kind_field.choices = [(kind.value, kind.label) for kind in kinds]
        if of_account:
            self.initial.setdefault("kind", kinds[0].value)
            if not self.instance.pk:
                self.initial["kind"] = kinds[0].value
            for name in ("relative", "label", "consent"):
                del self.fields[name]

    def _post_clean(self) -> None:
        """The service checks and writes; the instance keeps what is stored."""

    @property
    def is_family(self) -> bool:
        return bool(self["kind"].value() == CareKind.FAMILY)


class CareTaskForm(forms.ModelForm[CareTask]):
    class Meta:
        model = CareTask
        fields = ["deed", "due_on"]
        widgets = {"deed": forms.RadioSelect, "due_on": DayInput}


class GreetingForm(forms.ModelForm[Greeting]):
    class Meta:
        model = Greeting
        fields = ["occasion", "sent_on", "text"]
        widgets = {"sent_on": DayInput, "text": forms.Textarea(attrs={"rows": 4})}

    def _post_clean(self) -> None:
        """The service checks and writes."""


class CareLimitsForm(forms.ModelForm[CareLimits]):
    class Meta:
        model = CareLimits
        fields = [
            "approval_over",
            "block_over",
            "year_cap",
            "repeat_months",
            "government_gifts",
            "greeting_gap_days",
            "lead_days",
        ]
