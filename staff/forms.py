"""What administrators and people themselves fill in. Services write."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kam.lib.numbers import is_currency
from staff.models import Company, Department, Unit, User
from staff.services.users import unit_problem

NOT_AN_EMAIL = _("Write an e-mail address such as name@example.com.")


class UnitField(forms.ModelChoiceField[Unit]):
    """The tree in a select, indented by level."""

    def label_from_instance(self, obj: Unit) -> str:
        return "\u3000" * obj.depth + obj.display_name


def first_unit() -> SafeString:
    """Where there is no unit to choose yet: the way to one."""
    link = format_html(
        '<a class="k-link" href="{}">{}</a>', reverse("unit_create"), _("Add the first one.")
    )
    return format_html("{} {}", _("There is no sales unit yet."), link)


class UserForm(forms.ModelForm[User]):
    unit = UnitField(
        queryset=Unit.objects.none(),
        required=False,
        label=_("Sales unit"),
        empty_label=_("No unit"),
        help_text=_(
            "Needed for sales representatives, key account managers and sales managers. A manager "
            "reads the accounts of this unit and of those below it."
        ),
    )

    class Meta:
        model = User
        fields = ["name", "name_en", "email", "role", "unit", "department", "phone", "language"]
        labels = {"name": _("Full name")}
        help_texts = {
            "email": _("Used to log in. Without one a person can own accounts but can't log in."),
            "name_en": _("Shown to readers of the English pages."),
            "department": _("Account teams are shown by department."),
        }
        error_messages = {"email": {"invalid": NOT_AN_EMAIL}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = Unit.objects.for_list()
        if not Unit.objects.exists():
            self.fields["unit"].help_text = first_unit()
        department = cast(forms.ChoiceField, self.fields["department"])
        department.choices = [("", _("Not stated")), *Department.choices]
        language = cast(forms.ChoiceField, self.fields["language"])
        language.choices = [("", _("Like the company")), *settings.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "unit" in data and (problem := unit_problem(data.get("role", ""), data["unit"])):
            self.add_error("unit", problem)
        return data

    def clean_email(self) -> str | None:
        email: str | None = self.cleaned_data["email"]
        if email is None:
            return None
        email = email.strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody already uses this e-mail address."))
        return email


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name", "name_en", "phone", "language", "notice_mail"]
        labels = {"name": _("Full name")}
        help_texts = {
            "name_en": _("Shown to readers of the English pages."),
            "notice_mail": _(
                "Notices always wait under the bell; a mail is only for those unread."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_mail"].required = False  # not sent: stays as it is
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a field of choices, by its Meta
            ("", _("Like the browser")),
            *settings.LANGUAGES,
        ]


class UnitForm(forms.ModelForm[Unit]):
    parent = UnitField(
        queryset=Unit.objects.none(),
        required=False,
        label=_("Part of"),
        empty_label=_("Nothing: it stands at the top"),
    )

    class Meta:
        model = Unit
        fields = ["name", "name_en", "parent"]
        help_texts = {"name_en": _("Shown to readers of the English pages.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.for_list()  # type: ignore[attr-defined]  # a field of choices, by its Meta


class CompanyForm(forms.ModelForm[Company]):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        help_text=_("Dates and the nightly run follow it."),
    )

    class Meta:
        model = Company
        fields = ["name", "base_currency", "time_zone", "language", "night_hour"]
        help_texts = {
            "base_currency": _("Every amount is kept in this currency too, such as CNY or EUR."),
            "night_hour": _("Every night accounts are scored as of the day before."),
        }

    def __init__(self, *args: Any, base_currency_locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if base_currency_locked:
            self.fields["base_currency"].widget.attrs["readonly"] = True
            self.fields["base_currency"].help_text = _(
                "Fixed, because the ledger already has amounts in it."
            )

    def clean_base_currency(self) -> str:
        code: str = self.cleaned_data["base_currency"].strip().upper()
        if not is_currency(code):
            raise forms.ValidationError(_("There is no currency %(code)s."), params={"code": code})
        return code
