"""What is asked about a visit and about the standards."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.models import CareRules, CoverageStandard, Visit
from relationships.models.visit import Scenario, VisitKind
from staff.models import User

MODEL_FIELDS = ("kind", "scenario", "time", "note", "needs", "next_step", "next_step_on")


class VisitForm(forms.Form):
    """One visit at `account`. `cleaned_data` carries what the services take."""

    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=_("Who did you meet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose people of this account."),
            "invalid_pk_value": _("Choose people of this account."),
        },
    )
    scenario = forms.ChoiceField(
        label=_("Scenario"), choices=Scenario.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Result"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    next_step_on = forms.DateField(
        label=_("Next step on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    date = forms.DateField(
        label=_("Date of the visit"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=VisitKind.choices, widget=forms.RadioSelect)
    needs = forms.CharField(
        label=_("Needs"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 2})
    )
    person_name = forms.CharField(label=_("Person's name"), required=False, max_length=100)
    person_title = forms.CharField(label=_("Position"), required=False, max_length=100)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    made_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)  # of an outbox

    def __init__(
        self, *args: Any, account: Account, user: User, visit: Visit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contacts"].queryset = people_of(account, user, visit)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person_title") and not data.get("person_name"):
            self.add_error("person_name", _("Enter the person's name."))
        return data

    def visit_fields(self) -> dict[str, Any]:
        """What the services take besides account, people and date."""
        return {name: self.cleaned_data[name] for name in MODEL_FIELDS}


def people_of(account: Account, user: User, visit: Visit | None) -> Any:
    """Who may be chosen: the people still there, and those already noted on this visit."""
    noted = visit.contacts.values("pk") if visit else Contact.objects.none().values("pk")
    return (
        Contact.objects.visible_to(user)
        .filter(Q(is_active=True) | Q(pk__in=noted), account=account)
        .order_by("-is_active", "sort_key", "pk")
    )


def new_visit(today: date, *, remote: bool, like: Visit | None = None) -> dict[str, Any]:
    """What an empty form starts with: people, scenario and kind of the visit it is `like`."""
    first = {"client_key": uuid4(), "date": today}
    if like is None:
        kind = VisitKind.REMOTE if remote else VisitKind.VISIT
        return first | {"kind": kind, "scenario": Scenario.ROUTINE}
    people = [person for person in like.contacts.all() if person.is_active]
    return first | {"kind": like.kind, "scenario": like.scenario, "contacts": people}


def known_visit(visit: Visit) -> dict[str, Any]:
    """What the form of `visit` starts with."""
    people = list(visit.contacts.all())
    return {name: getattr(visit, name) for name in MODEL_FIELDS} | {
        "date": visit.date,
        "contacts": people,
    }


StandardFormSet = forms.modelformset_factory(
    CoverageStandard,
    fields=["visit_days", "executive_days", "remote"],
    extra=0,
    edit_only=True,
)


class CareRulesForm(forms.ModelForm[CareRules]):
    """Which standard the classes of key accounts get at least."""

    class Meta:
        model = CareRules
        fields = ["core_tier", "important_tier"]


class Ids(forms.TypedMultipleChoiceField):
    """Numbers of rows, whichever; the service asks whether they are in reach."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def valid_value(self, value: str) -> bool:
        return value.isdecimal() and len(value) < 18


class RouteDayForm(forms.Form):
    """The day of a route."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class RoutePlanForm(RouteDayForm):
    """The accounts ticked for it, as ids; the service says which are allowed."""

    accounts = Ids(
        label=_("Accounts"), error_messages={"required": _("Tick the accounts to see that day.")}
    )
