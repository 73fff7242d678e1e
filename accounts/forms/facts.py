"""One form per kind of fact; the address names the kind."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.named import account_named, called
from accounts.labels_anchors import anchors_of
from accounts.models import (
    Account,
    Contact,
    Contract,
    Cost,
    PaymentRecord,
    PolicyCheck,
    ProjectState,
    Rating,
    Referral,
    WalletEstimate,
)
from accounts.models.fact import Fact
from accounts.models.rating import SCALES
from staff.models import User

FEW = 5  # so many values are chosen with their anchors in view


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def text_area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class FactForm(forms.ModelForm[Any]):
    """`today` is the last day something can be true for."""

    TITLE: Any = ""

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.today = today
        self.fields["date"].widget = day_input()
        self.initial["date"] = self.initial.get("date") or today

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


class RatingForm(FactForm):
    TITLE = _("Rating")

    class Meta:
        model = Rating
        fields = ("value", "evidence", "note", "date")
        widgets = {"evidence": text_area(), "note": text_area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = SCALES[self.instance.kind]
        anchors = anchors_of(self.instance.kind, scale.high)
        label = self.fields["value"].label
        if scale.high > 10:
            hints = " · ".join(f"{value} {text}" for value, text in anchors.items())
            widget = forms.NumberInput(attrs={"min": scale.low, "max": scale.high})
            self.fields["value"] = forms.IntegerField(label=label, widget=widget, help_text=hints)
            return
        choices = [
            (value, f"{value} · {anchors[value]}" if value in anchors else str(value))
            for value in range(scale.low, scale.high + 1)
        ]
        few = scale.high <= FEW
        self.fields["value"] = forms.TypedChoiceField(
            label=label,
            choices=choices if few else [("", "—"), *choices],
            coerce=int,
            widget=forms.RadioSelect if few else forms.Select,
        )


class PolicyCheckForm(FactForm):
    TITLE = _("Policy check")

    class Meta:
        model = PolicyCheck
        fields = ("date", "item", "carried_out", "note")
        widgets = {"note": text_area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whether it was carried out has to be said: a box left empty would say no."""
        super().__init__(*args, **kwargs)
        self.fields["carried_out"] = forms.TypedChoiceField(
            label=self.fields["carried_out"].label,
            choices=[("True", _("Yes")), ("False", _("No"))],
            coerce=lambda text: text == "True",
            widget=forms.RadioSelect,
        )
        if not self.instance.pk:
            self.initial.pop("carried_out")


class PaymentForm(FactForm):
    TITLE = _("Payment record")

    class Meta:
        model = PaymentRecord
        fields = (
            "date", "invoices_due", "invoices_on_time", "breaches", "balance", "overdue",
            "days_overdue",
        )  # fmt: skip


class CostForm(FactForm):
    TITLE = _("Cost")

    class Meta:
        model = Cost
        fields = ("date", "kind", "amount_base", "reference", "note")
        widgets = {"note": text_area()}


class WalletForm(FactForm):
    TITLE = _("Wallet estimate")

    class Meta:
        model = WalletEstimate
        fields = ("date", "category", "amount_base", "source", "confidence")


class ContractForm(FactForm):
    TITLE = _("Contract")

    class Meta:
        model = Contract
        fields = ("title", "date", "starts_on", "ends_on", "value_base", "is_gain_share")
        labels = {"date": _("Signed on")}
        widgets = {"starts_on": day_input(), "ends_on": day_input()}


class ProjectStateForm(FactForm):
    TITLE = _("State of a project")

    class Meta:
        model = ProjectState
        fields = ("date", "stage", "value_base", "is_strategic", "reason")
        widgets = {"reason": text_area()}


class ReferralForm(FactForm):
    """The referrer is typed: a list of all accounts would be too long to choose from."""

    TITLE = _("Referral")

    from_account = forms.CharField(
        label=_("Referrer"),
        max_length=200,
        help_text=_("Customer number or full name of the other account."),
        widget=forms.TextInput(
            attrs={
                "list": "account-names",
                "autocomplete": "off",
                "hx-get": reverse_lazy("account_names"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#account-names",
            }
        ),
    )
    person = forms.CharField(label=_("Person there"), required=False, max_length=100)

    class Meta:
        model = Referral
        fields = ("date", "direction", "note")
        widgets = {"note": text_area()}

    field_order = ("direction", "from_account", "person", "date", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            referrer, person = self.instance.from_account, self.instance.from_contact
            self.initial["from_account"] = referrer.code or referrer.name
            self.initial["person"] = person.name if person else ""

    def clean_from_account(self) -> Account:
        visible = Account.objects.visible_to(self.user)
        return account_named(self.cleaned_data["from_account"], visible)

    def clean(self) -> dict[str, Any]:
        """The model's own rules need the referrer and the person as rows."""
        data = self.cleaned_data
        if referrer := data.get("from_account"):
            self.instance.from_account = referrer
            data["from_contact"] = self._contact(referrer, data.pop("person", "").strip())
            self.instance.from_contact = data["from_contact"]
        return data

    def _contact(self, referrer: Account, name: str) -> Contact | None:
        if not name:
            return None
        people = Contact.objects.visible_to(self.user).filter(called(name), account=referrer)
        found: Contact | None = people.order_by("pk").first()
        if found is None:
            self.add_error("person", _("No person of this name is known there."))
        return found


FORMS: dict[str, type[FactForm]] = {
    "rating": RatingForm,
    "policy-check": PolicyCheckForm,
    "payment": PaymentForm,
    "cost": CostForm,
    "referral": ReferralForm,
    "wallet": WalletForm,
    "contract": ContractForm,
    "project-state": ProjectStateForm,
}


def model_of(kind: str) -> type[Fact]:
    """The model behind a kind of the address; KeyError for an unknown one."""
    found: type[Fact] = FORMS[kind]._meta.model
    return found
