"""What is asked about a document."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relationships.file_types import ACCEPT
from relationships.models import AccountFile


class FileForm(forms.ModelForm[AccountFile]):
    """A file, and a line that says what it is."""

    upload = forms.FileField(
        label=pgettext_lazy("to upload", "File"),
        help_text=_("Pictures, PDF, office documents or plain text (TXT, CSV), up to 10 MB each"),
        widget=forms.FileInput({"accept": ACCEPT}),
    )

    class Meta:
        model = AccountFile
        fields = ("note",)
        labels = {"note": pgettext_lazy("document", "What it is")}

    field_order = ("upload", "note")
