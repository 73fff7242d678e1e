"""What is asked before a person's data is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    """The name once more: nothing brings it back afterwards."""

    typed_name = forms.CharField(
        label=_("The person's name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
