"""An account or a person that somebody typed: by number, or by a name in either language."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account


def called(text: str) -> Q:
    """Whose name is exactly this, as any page shows it."""
    return Q(name__iexact=text) | Q(name_en__iexact=text)


def account_named(text: str, among: "QuerySet[Account]") -> Account:
    """The one account of this number, or of this name; a ValidationError says what is wrong."""
    text = text.strip()
    rows: QuerySet[Any] = among.order_by("pk")
    found: list[Account] = list(rows.filter(code=text)[:1]) or list(rows.filter(called(text))[:2])
    if not found:
        raise forms.ValidationError(_("You have no account with this number or name."))
    if len(found) > 1:
        raise forms.ValidationError(_("Several accounts have this name; give the customer number."))
    return found[0]
