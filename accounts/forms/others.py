"""Small forms: rates, saved views, handing accounts over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ExchangeRate, SavedView
from staff.models import Company, User


class RateForm(forms.ModelForm[ExchangeRate]):
    class Meta:
        model = ExchangeRate
        fields = ("currency", "date", "rate")
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if currency == self.company.base_currency:
            raise forms.ValidationError(_("The base currency needs no rate."))
        return currency


class SavedViewForm(forms.ModelForm[SavedView]):
    class Meta:
        model = SavedView
        fields = ("name", "query")
        widgets = {"query": forms.HiddenInput}


class TransferForm(forms.Form):
    """To whom; the accounts come from the list's conditions or from ticked rows."""

    to = forms.ModelChoiceField(label=_("New owner"), queryset=User.objects.none())
    move_unit = forms.BooleanField(
        label=_("The accounts join the new owner's sales unit"), required=False, initial=True
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = User.objects.visible_to(user).sellers().for_list()
