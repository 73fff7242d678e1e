"""What is asked about plans. Services check and write."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.gaps import Gap
from plans.models import Plan
from relationships.care_forms import DayInput
from staff import clock
from staff.models import User

SHARED = _("Tell all colleagues what was learnt, without naming the account")


class PlanForm(forms.ModelForm[Plan]):
    class Meta:
        model = Plan
        fields = ["why", "starts_on", "ends_on"]
        widgets = {
            "why": forms.Textarea(attrs={"rows": 3}),
            "starts_on": DayInput,
            "ends_on": DayInput,
        }

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < clock.today():
            raise forms.ValidationError(_("The plan would be over already."))
        return ends_on

    def _post_clean(self) -> None:
        """The service checks and writes."""


class ActionForm(forms.Form):
    text = forms.CharField(label=_("What will be done"), max_length=300)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=None)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("How much it counts for what is done of the plan."),
    )
    expects = forms.DecimalField(
        label=_("Expected effect"),
        max_digits=16,
        decimal_places=2,
        required=False,
        help_text=_("By how much it raises this criterion, in the unit of the table."),
    )
    need = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, plan: Plan, user: User, gap: Gap | None = None, **kwargs: Any
    ) -> None:
        asked = {"owner": plan.owner_id, "need": gap.need if gap else "", "weight": 1}
        kwargs["initial"] = asked | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if gap is None or not gap.counts:
            del self.fields["expects"]
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(plan.account, user)
        limits = {"min": plan.starts_on.isoformat(), "max": plan.ends_on.isoformat()}
        self.fields["due_on"].widget.attrs |= limits

    def clean_weight(self) -> int:
        return self.cleaned_data["weight"] or 1


class LessonsForm(forms.Form):
    lessons = forms.CharField(
        label=_("What was learnt"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    shared = forms.BooleanField(label=SHARED, required=False)

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lessons"].required = asked


def colleagues(account: Account, user: User) -> "QuerySet[User]":
    """The account's owner and team, and who asks; the service checks who sees the account."""
    team = account.members.order_by().values("pk")
    near = Q(pk__in=[pk for pk in (account.owner_id, user.pk) if pk]) | Q(pk__in=team)
    people: QuerySet[User] = User.objects.active().filter(near)
    return people.order_by("name", "pk")
