"""Forms of projects."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.facts import day_input, text_area
from accounts.models import Project, ProjectState
from accounts.models.project_state import Stage
from staff.models import User


class ProjectForm(forms.ModelForm[Project]):
    class Meta:
        model = Project
        fields = ("name", "code", "product", "owner", "opened_on")
        widgets = {"opened_on": day_input()}

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        owner: Any = self.fields["owner"]
        colleagues = User.objects.visible_to(user).sellers()
        kept = User.objects.filter(pk__in=[self.instance.owner_id or user.pk])
        owner.queryset = (colleagues | kept).for_list()
        self.initial["opened_on"] = self.initial.get("opened_on") or today

    def clean_opened_on(self) -> date:
        day: date = self.cleaned_data["opened_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


class FirstStateForm(forms.ModelForm[ProjectState]):
    """How a new project stands, on the day it is opened."""

    class Meta:
        model = ProjectState
        fields = ("stage", "value_base", "is_strategic", "reason")
        widgets = {"reason": text_area()}


class MoveForm(forms.Form):
    """To which other stage a project goes today; value and importance stay as they are."""

    stage = forms.ChoiceField(label=_("Move to"))
    reason = forms.CharField(
        label=_("Why it was won or lost"), required=False, widget=text_area(), strip=True
    )

    def __init__(self, data: Any, *, project: Project, state: ProjectState | None) -> None:
        super().__init__(data, auto_id=f"move-{project.pk}-%s")
        now = state.stage if state else ""
        stages: Any = self.fields["stage"]
        stages.choices = [choice for choice in Stage.choices if choice[0] != now]
