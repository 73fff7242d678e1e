"""The forms of a contact: the whole record, and its place among the others."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact, Influence

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
        label=_("influence"),
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


class InfluenceForm(forms.ModelForm[Influence]):
    """A line between two people of an account."""

    class Meta:
        model = Influence
        fields = ["source", "target", "strength", "note"]

    strength = forms.TypedChoiceField(label=_("strength"), coerce=int, initial=2, choices=STRENGTHS)

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
