"""The form of a contact."""

from django import forms

from accounts.models import Contact


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
            "phone",
            "email",
            "source",
            "consent_on",
            "note",
            "is_active",
        ]
        widgets = {
            "consent_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }
