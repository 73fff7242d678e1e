"""The form of an account: who it is, who looks after it, and its profile."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.named import account_named
from accounts.models import Account, AccountProfile
from accounts.models.account import PROFILE_FACTS
from staff.models import Unit, User
from staff.permissions import Permission, Role, has_permission

PROFILE = list(PROFILE_FACTS)
IDENTITY = ["name", "name_en", "aliases", "code", "registry_number", "domain"]
NATURE = ["type", "status", "industry", "region", "group"]
PEOPLE = ["owner", "unit", "sponsor", "members"]


def split_names(text: str) -> list[str]:
    for comma in "，、;；\n":
        text = text.replace(comma, ",")
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


class AliasesField(forms.CharField):
    """Names separated by commas, also the full-width ones."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        names = split_names(str(super().clean(value) or ""))
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(_("A name has at most 200 characters."))
        return names


class AccountForm(forms.ModelForm[Account]):
    """`user` decides which fields there are: people are for those who hand accounts over."""

    aliases = AliasesField(
        label=_("Other names"),
        required=False,
        help_text=_("Separated by commas. Imports and search know them too."),
    )
    group = forms.CharField(
        label=_("Parent (group)"),
        required=False,
        max_length=200,
        help_text=_("Customer number or full name of the account above this one."),
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
    confirmed = forms.BooleanField(
        label=_("It is another company; create it all the same."), required=False
    )

    class Meta:
        model = Account
        fields = [
            "name",
            "name_en",
            "aliases",
            "code",
            "registry_number",
            "domain",
            "type",
            "status",
            "industry",
            "region",
            "owner",
            "unit",
            "sponsor",
            "members",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "name": forms.TextInput()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if has_permission(user, Permission.ACCOUNT_TRANSFER):
            self._offer_people()
        else:
            for name in PEOPLE:
                del self.fields[name]
        self._offer_group()

    def _offer_people(self) -> None:
        fields: Any = self.fields
        colleagues = User.objects.visible_to(self.user)
        chosen = User.objects.filter(pk=self.instance.owner_id)
        fields["owner"].queryset = (colleagues.sellers() | chosen).for_list()
        team = colleagues.team_mates()
        if self.instance.pk:
            team |= User.objects.filter(team_accounts=self.instance)
        fields["members"].queryset = team.distinct().for_list()
        fields["sponsor"].queryset = User.objects.active().filter(role=Role.SPONSOR).for_list()
        fields["unit"].queryset = Unit.objects.order_by("path")

    def _offer_group(self) -> None:
        """A parent the user may not open is neither shown nor changed."""
        parent = self.instance.parent
        if parent is None:
            return
        if Account.objects.visible_to(self.user).filter(pk=parent.pk).exists():
            self.initial["group"] = parent.code or parent.name
        else:
            del self.fields["group"]

    def clean_group(self) -> Account | None:
        text = self.cleaned_data["group"].strip()
        if not text:
            return None
        visible = Account.objects.visible_to(self.user).exclude(pk=self.instance.pk)
        return account_named(text, visible)

    def values(self) -> dict[str, Any]:
        """What the services take."""
        found = dict(self.cleaned_data)
        found.pop("confirmed", None)
        if "group" in found:
            found["parent"] = found.pop("group")
        return found

    def section(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def identity(self) -> list[forms.BoundField]:
        return self.section(*IDENTITY)

    @property
    def nature(self) -> list[forms.BoundField]:
        return self.section(*NATURE)

    @property
    def people(self) -> list[forms.BoundField]:
        return self.section(*PEOPLE)


class ProfileForm(forms.ModelForm[AccountProfile]):
    class Meta:
        model = AccountProfile
        fields = PROFILE
        widgets = dict.fromkeys(PROFILE, forms.Textarea(attrs={"rows": 2}))
