"""What is asked about a level, a relation that ends, and a partnership."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from relationships import ladders
from relationships.models import Level, Partnership
from relationships.services.levels import Finding
from relationships.stages import TOP
from staff.models import User


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more
    )


class LevelForm(forms.Form):
    """A level of one axis with its evidence; `finding()` is what the services take."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, widget=forms.RadioSelect)
    evidence = forms.MultipleChoiceField(
        label=_("Evidence"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What shows it. Needed when a level falls."),
    )
    on = day_field(_("Assessed on"))
    ask = forms.BooleanField(
        label=_("Ask a manager to confirm it with less evidence"), required=False
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        preset: str,
        axis: str,
        colleagues: Iterable[User] = (),
        asks: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.preset, self.axis = preset, axis
        fields: dict[str, Any] = self.fields
        fields["level"].choices = [
            (level, ladders.level_name(preset, axis, level)) for level in range(TOP, -1, -1)
        ]
        fields["evidence"].choices = [
            (code, label)
            for level in range(TOP, 0, -1)
            for code, label in ladders.items(preset, axis, level).items()
        ]
        if not asks:
            del fields["ask"]
        known = {person.pk: person for person in colleagues}
        if known:
            fields["colleague"] = forms.TypedChoiceField(
                label=_("Our colleague"),
                choices=[(pk, str(person)) for pk, person in known.items()],
                coerce=lambda pk: known[int(pk)],
            )

    def rungs(self) -> list[dict[str, Any]]:
        """The ladder from the top: each level with the boxes of its evidence."""
        chosen = {str(code) for code in self["evidence"].value() or []}
        level = str(self["level"].value())
        level_field: Any = self.fields["level"]
        return [
            {
                "level": number,
                "name": name,
                "checked": level == str(number),
                "items": [
                    {"code": code, "label": label, "checked": code in chosen}
                    for code, label in ladders.items(self.preset, self.axis, number).items()
                ],
            }
            for number, name in level_field.choices
        ]

    def finding(self) -> Finding:
        data = self.cleaned_data
        return Finding(
            level=data["level"],
            on=data["on"],
            evidence=data["evidence"],
            note=data["note"],
            ask=data.get("ask", False),
            client_key=data["client_key"],
        )


def first_words(known: Level | None, today: Any) -> dict[str, Any]:
    """What an empty form starts with: the level known last."""
    return {
        "level": known.level if known else None,
        "evidence": known.evidence if known else [],
        "on": today,
        "client_key": uuid4(),
    }


class LeavingForm(forms.Form):
    """A manager's word that a relation ends, or no longer does."""

    note = forms.CharField(
        label=_("What shows it"), max_length=2_000, widget=forms.Textarea({"rows": 2})
    )


class PartnershipForm(forms.ModelForm[Partnership]):
    """The eight signs, and the day an alliance was signed."""

    evidence = forms.MultipleChoiceField(
        label=_("Signs of a partnership"),
        required=False,
        choices=list(ladders.PARTNERSHIP.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    alliance_signed_on = day_field(_("Strategic alliance signed on"), required=False)

    class Meta:
        model = Partnership
        fields = ("evidence", "alliance_signed_on", "note")
        widgets = {"note": forms.Textarea({"rows": 2})}
