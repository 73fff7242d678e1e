"""The forms of a contact: the whole record, and its place among the others."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from staff.forms import NOT_AN_EMAIL

ENDS = {"source": _("Who influences"), "target": _("Who is influenced")}
STRENGTHS = [
    (1, pgettext_lazy("influence", "A little")),
    (2, pgettext_lazy("influence", "Clearly")),
    (3, pgettext_lazy("influence", "Decisively")),
]


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = [
            "name",
            "name_en",
            "title",
            "department",
            "decision_role",
            "influence",
            "attitude",
            "reports_to",
            "phone",
            "email",
            "source",
            "purpose",
            "consent_on",
            "note",
        ]
        labels = {"name": _("Full name")}
        error_messages = {"email": {"invalid": NOT_AN_EMAIL}}
        widgets = {
            "consent_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bosses(self, account)
        self.fields["purpose"].required = False

    def clean_purpose(self) -> str:
        """What is not said stays as it is."""
        return self.cleaned_data["purpose"] or self.instance.purpose


class PlaceForm(forms.ModelForm[Contact]):
    """Where a person stands: changed in the row of the people table."""

    class Meta:
        model = Contact
        fields = ["decision_role", "attitude", "influence", "reports_to"]

    influence = forms.TypedChoiceField(
        label=_("Influence"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "—"), *((n, str(n)) for n in range(5, 0, -1))],
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bosses(self, account)
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"place-{name}"


def offer_bosses(form: forms.ModelForm[Contact], account: Account) -> None:
    """Only colleagues at the same account, so that nobody else's people show."""
    field: Any = form.fields["reports_to"]
    others = Contact.objects.filter(account=account).active().exclude(pk=form.instance.pk or 0)
    field.queryset = others.by_weight()
    field.empty_label = "—"


class LeavingForm(forms.Form):
    """That somebody has left, when, and who takes the place."""

    on = forms.DateField(
        label=_("Left on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    successor = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Who takes the place"), required=False, empty_label="—",
        help_text=_("Takes over the reporting lines; lines of influence end."),
    )  # fmt: skip

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Contact.objects.filter(account=contact.account_id).active().exclude(pk=contact.pk)
        field: Any = self.fields["successor"]
        field.queryset = others.by_weight()


class InfluenceForm(forms.Form):
    """A line between two people of an account; for a pair that has one, what to change it to."""

    strength = forms.TypedChoiceField(
        label=_("How strongly"), coerce=int, initial=2, choices=STRENGTHS
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    prefix = "line"

    def __init__(self, *args: Any, people: Iterable[Contact], **kwargs: Any) -> None:
        """`people`: those of the account who are there, already read."""
        super().__init__(*args, **kwargs)
        there = {person.pk: person for person in people}
        for name in ENDS:
            self.fields[name] = forms.TypedChoiceField(
                label=ENDS[name],
                coerce=lambda pk: there[int(pk)],
                choices=[("", "—"), *((pk, str(person)) for pk, person in there.items())],
            )
