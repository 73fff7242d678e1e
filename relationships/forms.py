"""What is asked about a visit and about the standards."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from relationships.file_types import ACCEPT
from relationships.models import CareRules, CoverageStandard, ScenarioStandard, Visit
from relationships.models.visit import ROUTINE, VisitKind
from relationships.services.standard_values import TIER
from staff.models import User

MODEL_FIELDS = (
    "kind", "scenario", "time", "note", "needs", "next_step", "next_step_on", "satisfaction",
    "direction_changed", "checked",
)  # fmt: skip
PULSE = [(n, str(n)) for n in range(1, 6)]


class ManyFiles(forms.FileField):
    """Several files under one name; a list, also when there is none."""

    widget = type("Input", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(ManyFiles, self).clean(each, initial) for each in data or []]


class VisitForm(forms.Form):
    """One visit at `account`. `cleaned_data` carries what the services take."""

    accept = ACCEPT

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
    scenario = forms.ChoiceField(label=_("Scenario"), widget=forms.RadioSelect)
    checked = forms.Field(required=False, widget=forms.MultipleHiddenInput)
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
    satisfaction = forms.TypedChoiceField(
        label=_("Satisfaction"),
        required=False,
        choices=PULSE,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    direction_changed = forms.BooleanField(
        label=_("The customer changes its business direction"), required=False
    )
    colleagues = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who of us was there too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    uploads = ManyFiles(label=_("Photos and files"), required=False)
    person_name = forms.CharField(label=_("Person's name"), required=False, max_length=100)
    person_title = forms.CharField(label=_("Position"), required=False, max_length=100)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    made_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)  # of an outbox

    def __init__(
        self, *args: Any, account: Account, user: User, visit: Visit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["contacts"].queryset = people_of(account, user, visit)
        fields["colleagues"].queryset = colleagues_of(account, user, visit)
        self.scenarios = list(ScenarioStandard.objects.offered(visit.scenario if visit else ""))
        first = self["scenario"].value()  # in sight on a phone, where the chips are one row
        offered = sorted(self.scenarios, key=lambda each: each.code != first)
        fields["scenario"].choices = [(each.code, each.display_name) for each in offered]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person_title") and not data.get("person_name"):
            self.add_error("person_name", _("Enter the person's name."))
        return data

    def clean_checked(self) -> list[str]:
        """Items of the chosen scenario; an item that was reworded meanwhile stays as ticked."""
        ticked = self.cleaned_data["checked"] or []
        return [text[:200] for text in dict.fromkeys(ticked)][:50]

    @property
    def checklists(self) -> list[tuple[ScenarioStandard, bool, list[tuple[str, str, bool]]]]:
        """Each scenario with a list, whether it is chosen, and its items: kept, shown, ticked."""
        ticked, chosen = self["checked"].value() or [], self["scenario"].value()
        return [
            (each, each.code == chosen, [(kept, text, kept in ticked) for kept, text in each.items])
            for each in self.scenarios
            if each.items_zh
        ]

    def visit_fields(self) -> dict[str, Any]:
        """What the services take besides account, people and date."""
        said = {name: self.cleaned_data[name] for name in (*MODEL_FIELDS, "colleagues")}
        return said | {"files": self.cleaned_data["uploads"]}


def people_of(account: Account, user: User, visit: Visit | None) -> Any:
    """Who may be chosen: the people still there, and those already noted on this visit."""
    noted = visit.contacts.values("pk") if visit else Contact.objects.none().values("pk")
    return (
        Contact.objects.visible_to(user)
        .filter(Q(is_active=True) | Q(pk__in=noted), account=account)
        .order_by("-is_active", "sort_key", "pk")
    )


def colleagues_of(account: Account, user: User, visit: Visit | None) -> Any:
    """Who of us may have been there: the account's team and its unit, and those noted before."""
    noted = visit.colleagues.values("pk") if visit else User.objects.none().values("pk")
    team = Q(pk__in=account.members.values("pk")) | Q(pk__in=[account.owner_id, account.sponsor_id])
    unit = Q(unit=account.unit_id) if account.unit_id else Q()
    found = User.objects.filter(Q(is_active=True) & (team | unit) | Q(pk__in=noted))
    return found.exclude(pk=visit.owner_id if visit else user.pk).order_by("name", "pk")


def new_visit(today: date, *, remote: bool, like: Visit | None = None) -> dict[str, Any]:
    """What an empty form starts with: people, scenario and kind of the visit it is `like`."""
    first = {"client_key": uuid4(), "date": today}
    if like is None:
        kind = VisitKind.REMOTE if remote else VisitKind.VISIT
        return first | {"kind": kind, "scenario": ROUTINE}
    people = [person for person in like.contacts.all() if person.is_active]
    return first | {"kind": like.kind, "scenario": like.scenario, "contacts": people}


def known_visit(visit: Visit) -> dict[str, Any]:
    """What the form of `visit` starts with."""
    people = list(visit.contacts.all())
    return {name: getattr(visit, name) for name in MODEL_FIELDS} | {
        "date": visit.date,
        "contacts": people,
        "colleagues": list(visit.colleagues.all()),
    }


StandardFormSet = forms.modelformset_factory(
    CoverageStandard,
    fields=list(TIER),
    extra=0,
    edit_only=True,
)


def coverage_values(formset: Any) -> dict[str, Any]:
    """What a valid StandardFormSet says, by the names of `standard_values`."""
    return {
        f"{form.instance.tier}.{name}": form.cleaned_data[name]
        for form in formset.forms
        for name in TIER
    }


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


class LinesField(forms.CharField):
    """One item a line."""

    widget = forms.Textarea({"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ScenarioForm(forms.ModelForm[ScenarioStandard]):
    items_zh = LinesField(
        label=_("Checklist in Chinese"), required=False, help_text=_("One item a line.")
    )
    items_en = LinesField(
        label=_("Checklist in English"),
        required=False,
        help_text=_("The same items in the same order."),
    )

    class Meta:
        model = ScenarioStandard
        fields = ("code", "name_zh", "name_en", "items_zh", "items_en", "order", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.code:
            del self.fields["code"]  # visits carry it


class CompleteForm(forms.Form):
    """Closing a hand-over; the note says why something is not done."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
