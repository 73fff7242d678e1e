"""What is asked about problems. Services check and write."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.forms import SHARED, colleagues
from plans.models import Category, Problem, Severity
from relationships.care_forms import DayInput
from staff.models import User


class ProblemForm(forms.ModelForm[Problem]):
    """Each kind of problem says what usually helps."""

    class Meta:
        model = Problem
        fields = ["what", "category", "severity", "owner", "due_on"]
        widgets = {
            "what": forms.Textarea(attrs={"rows": 3}),
            "category": forms.RadioSelect,
            "severity": forms.RadioSelect,
            "due_on": DayInput,
        }

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["category"].choices = [(each.value, _with_response(each)) for each in Category]
        fields["severity"].choices = Severity.choices
        people = User.objects.filter(pk=self.instance.owner_id or 0)
        fields["owner"].queryset = colleagues(account, user) | people
        fields["owner"].empty_label = None
        if not self.instance.pk:
            self.initial["owner"] = account.owner_id or user.pk

    def _post_clean(self) -> None:
        """The service checks and writes; the instance keeps what is stored."""


def _with_response(category: Category) -> Any:
    return format_html("<span>{}<small>{}</small></span>", category.label, category.response)


class SolutionForm(forms.Form):
    solution = forms.CharField(
        label=_("What solved it"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    shared = forms.BooleanField(label=SHARED, required=False)
