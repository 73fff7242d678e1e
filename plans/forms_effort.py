"""What is asked about effort: units to split, and a plan to try. Nothing is saved."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.named import account_named
from accounts.models import Account
from plans.allocation_page import Per
from staff.models import User
from staff.permissions import Permission, has_permission

MOST_UNITS, MOST_DAYS = 100_000, 10_000

SUGGESTS = {
    "list": "account-names",
    "autocomplete": "off",
    "hx-get": reverse_lazy("account_names"),
    "hx-trigger": "input changed delay:250ms",
    "hx-target": "#account-names",
}


class SplitForm(forms.Form):
    units = forms.IntegerField(
        label=pgettext_lazy("allocation", "Units to give"), min_value=1, max_value=MOST_UNITS
    )
    per = forms.ChoiceField(
        label=pgettext_lazy("allocation", "Counted in"), choices=Per.choices, initial=Per.HOURS
    )


class AddedForm(forms.Form):
    account = forms.CharField(
        label=_("Account"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Customer number or full name")}),
    )
    days = forms.IntegerField(label=_("Person-days"), min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if has_permission(user, Permission.ACCOUNT_EDIT):  # suggestions are for those who edit
            self.fields["account"].widget.attrs |= SUGGESTS

    def clean_account(self) -> Account:
        among = Account.objects.visible_to(self.user).select_related("owner")
        return account_named(self.cleaned_data["account"], among)
