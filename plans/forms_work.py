"""What is asked about tasks. Services check and write."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from plans.forms import colleagues
from plans.models import PlanAction
from relationships.care_forms import DayInput
from relationships.models import Action
from staff.models import User


class TaskForm(forms.Form):
    text = forms.CharField(label=_("What will be done"), max_length=300)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=None)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"owner": user.pk} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues(account, user)


class ChangeForm(TaskForm):
    """The same of one that is there; its weight and what it is to bring only in a plan."""

    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100)
    expects = forms.DecimalField(
        label=_("Expected effect"), max_digits=16, decimal_places=2, required=False
    )

    def __init__(
        self, *args: Any, action: Action, link: PlanAction | None, user: User, **kwargs: Any
    ) -> None:
        said = {"text": action.text, "owner": action.owner_id, "due_on": action.due_on}
        if link:
            said |= {"weight": link.weight, "expects": link.expects}
        super().__init__(*args, account=action.account, user=user, initial=said, **kwargs)
        owner: Any = self.fields["owner"]
        near = Q(pk__in=owner.queryset.order_by().values("pk")) | Q(pk=action.owner_id)
        owner.queryset = User.objects.filter(near).order_by("name", "pk")
        if link is None or not link.plan.worked_by(user):
            del self.fields["weight"]
        if "weight" not in self.fields or link is None or not link.need:
            del self.fields["expects"]


class ReplanForm(forms.Form):
    """The chosen ones: to a day, by so many days, to a person."""

    actions = forms.ModelMultipleChoiceField(
        Action.objects.none(), widget=forms.MultipleHiddenInput
    )
    due_on = forms.DateField(label=_("To the day"), widget=DayInput, required=False)
    days = forms.IntegerField(label=_("By days"), min_value=1, max_value=365, required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("To the colleague"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, user: User, people: "QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions: Any = self.fields["actions"]
        actions.queryset = Action.objects.visible_to(user).order_by("pk")
        actions.error_messages["required"] = _("Choose at least one.")
        owner: Any = self.fields["owner"]
        owner.queryset = people
