"""What is asked about business reviews. Services check and write."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from plans.forms import colleagues
from plans.models import BusinessReview
from relationships.care_forms import DayInput
from staff.models import User


class HeldForm(forms.ModelForm[BusinessReview]):
    rating = forms.TypedChoiceField(
        label=pgettext_lazy("review", "How it went"),
        choices=[(n, f"{n}") for n in range(1, 6)],
        coerce=int,
    )

    class Meta:
        model = BusinessReview
        fields = ["held_on", "rating", "summary"]
        widgets = {"held_on": DayInput, "summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.held_on is None:
            self.initial["held_on"] = today
        for field in self.fields.values():
            field.required = True

    def _post_clean(self) -> None:
        """The service checks and writes."""


class FollowUpForm(forms.Form):
    text = forms.CharField(label=_("What will be done"), max_length=300)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=None)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        kwargs |= {"initial": {"owner": user.pk}, "auto_id": "follow_%s"}
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(account, user)
