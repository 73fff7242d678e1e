"""What is asked about the parts of a plan. Services check and write."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, PlanGoal, PlanRisk, PlanSection
from plans.models.section import ANALYSES
from relationships.care_forms import DayInput


class SectionForm(forms.ModelForm[PlanSection]):
    """One part; analyses say where they come from and how sure they are."""

    class Meta:
        model = PlanSection
        fields = ["text", "sources", "confidence"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Any = None, *, kind: str, section: PlanSection | None = None) -> None:
        super().__init__(data, instance=section, auto_id=f"{kind}_%s")
        self.kind = kind
        self.fields["text"].required = False  # an empty part is taken away
        self.fields["text"].validators.append(MaxLengthValidator(20_000))
        if kind not in ANALYSES:
            del self.fields["sources"], self.fields["confidence"]

    def _post_clean(self) -> None:
        """The service checks and writes."""


class AimForm(forms.ModelForm[Plan]):
    class Meta:
        model = Plan
        fields = ["aim"]

    def _post_clean(self) -> None:
        """The service checks and writes."""


class GoalForm(forms.ModelForm[PlanGoal]):
    class Meta:
        model = PlanGoal
        fields = ["measure", "words", "baseline", "target", "due_on", "weight"]
        widgets = {"due_on": DayInput}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": plan.ends_on, "weight": 10}
        kwargs["auto_id"] = "goal_%s"  # actions on the same page have days and weights too
        super().__init__(*args, **kwargs)
        measure: Any = self.fields["measure"]
        measure.choices = [choice for choice in measure.choices if choice[0]]
        self.fields["weight"] = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100)
        self.fields["baseline"].required = False
        self.fields["baseline"].help_text = _("Empty: as the records say today.")

    def _post_clean(self) -> None:
        """The service checks and writes."""


class GoalChangeForm(forms.ModelForm[PlanGoal]):
    """What it measures stays."""

    class Meta:
        model = PlanGoal
        fields = ["words", "baseline", "target", "due_on", "weight"]
        widgets = {"due_on": DayInput}

    def _post_clean(self) -> None:
        """The service checks and writes."""


class ResourcesForm(forms.ModelForm[Plan]):
    class Meta:
        model = Plan
        fields = ["people", "days", "money"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True  # 0 is an answer
        for name in ("people", "days"):
            self.fields[name].validators.append(MaxValueValidator(9999))

    def _post_clean(self) -> None:
        """The service checks and writes."""


class RiskForm(forms.ModelForm[PlanRisk]):
    class Meta:
        model = PlanRisk
        fields = ["risk", "counter"]

    def _post_clean(self) -> None:
        """The service checks and writes."""


class ActualForm(forms.Form):
    actual = forms.DecimalField(label=_("Where it stands"), max_digits=16, decimal_places=2)


class EvidenceForm(forms.Form):
    evidence = forms.CharField(label=_("Evidence"), max_length=300)


class MilestoneDayForm(forms.Form):
    due_on = forms.DateField(label=_("Due on"), widget=DayInput)


class CheckForm(forms.Form):
    answer = forms.NullBooleanField(label=_("Answer"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class OrderForm(forms.ModelForm[Plan]):
    class Meta:
        model = Plan
        fields = ["first_order", "first_order_on"]
        widgets = {"first_order_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_order"].required = True

    def _post_clean(self) -> None:
        """The service checks and writes."""
