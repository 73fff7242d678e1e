"""What a fact says, field by field, as the reader writes it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Referral
from accounts.models.fact import Fact
from kam.lib import days, numbers
from staff.models import User

Hidden = set[tuple[type, int]]


def hidden_from(user: User, facts: Iterable[Fact]) -> Hidden:
    """Referrers and their people that `user` may not see; two queries if there are referrals."""
    found = [fact for fact in facts if isinstance(fact, Referral)]
    if not found:
        return set()
    accounts = {fact.from_account_id for fact in found}
    people = {fact.from_contact_id for fact in found if fact.from_contact_id}
    seen = Account.objects.visible_to(user).filter(pk__in=accounts)
    met = Contact.objects.visible_to(user).filter(pk__in=people)
    return _named(Account, accounts, seen) | _named(Contact, people, met)


def _named(model: type, wanted: set[int], seen: Any) -> Hidden:
    return {(model, pk) for pk in wanted - set(seen.values_list("pk", flat=True))}


def said(field: "Field[Any, Any]", fact: Any, hidden: Collection[tuple[type, int]] = ()) -> str:
    """The value of one field in words; a dash for what is not known."""
    value = getattr(fact, field.name)
    if value in (None, ""):
        return numbers.DASH
    if field.is_relation:
        return _("not visible to you") if (type(value), value.pk) in hidden else str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return numbers.number(value, 2)
    return days.full_day(value) if field.get_internal_type() == "DateField" else str(value)


def label(field: "Field[Any, Any]") -> str:
    return capfirst(str(field.verbose_name))


def spoken(fact: Fact, hidden: Collection[tuple[type, int]] = ()) -> list[tuple[str, str]]:
    """Label and text of all that is known, but the date."""
    pairs = [
        (label(field), said(field, fact, hidden))
        for field in fact.own_fields()
        if field.name != "date"
    ]
    return [(name, text) for name, text in pairs if text != numbers.DASH]
