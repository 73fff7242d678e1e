"""What is assumed and decided about a candidate, and the list of strategies."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import labels
from kam.lib.classes import SelectionDecision
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import Assumption, Strategy

SAID = {"": None, "1": True, "0": False}


class AssumptionForm(forms.ModelForm[Assumption]):
    """Each role sees the fields it may write (`services.selection.assume`)."""

    budget_is_there = forms.TypedChoiceField(
        label=_("The budget is there"),
        choices=[("", _("Nobody has said")), ("1", _("Yes")), ("0", _("No"))],
        coerce=lambda text: SAID[text],
        empty_value=None,
        required=False,
        help_text=_("No budgets are kept here: this is your word."),
    )

    class Meta:
        model = Assumption
        fields = [
            "tier",
            "strategy",
            "ethics_note",
            "year_profit",
            "year_cost",
            "remaining_cost",
            "source",
            "budget_is_there",
        ]
        widgets = {"ethics_note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "tier": _("Decides the hours it will need and how long such customers stay."),
            "ethics_note": _("For strategies that touch others: nothing false about anybody."),
            "year_profit": _("Forecast, in base currency."),
            "year_cost": _("Forecast of a year: visits, service, terms."),
            "remaining_cost": _("From today on; what was spent is among the costs."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Q(is_active=True) | Q(pk=self.instance.strategy_id)
        strategy: Any = self.fields["strategy"]
        strategy.queryset = Strategy.objects.for_list().filter(chosen)
        said = self.instance.budget_is_there
        self.initial["budget_is_there"] = "" if said is None else str(int(said))
        if not has_permission(user, Permission.MARGIN_VIEW):
            for name in ("year_profit", "year_cost", "remaining_cost", "source"):
                del self.fields[name]
        if not has_permission(user, Permission.CLASS_DECIDE):
            del self.fields["budget_is_there"]


class DecisionForm(forms.Form):
    decision = forms.TypedChoiceField(
        label=_("Decision"),
        choices=labels.choices(SelectionDecision),
        coerce=lambda code: SelectionDecision(int(code)),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class StrategyForm(forms.ModelForm[Strategy]):
    class Meta:
        model = Strategy
        fields = [
            "name",
            "name_en",
            "fits",
            "fits_en",
            "key_point",
            "key_point_en",
            "is_addition",
            "needs_ethics_note",
            "is_active",
            "position",
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("fits", "fits_en", "key_point", "key_point_en")
        }
