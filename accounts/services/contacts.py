"""Creating and changing contacts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, Contact
from staff.models import User
from staff.permissions import Permission, has_permission

FIELDS = frozenset(
    [
        "code",
        "name",
        "name_en",
        "title",
        "department",
        "phone",
        "email",
        "decision_role",
        "influence",
        "source",
        "consent_on",
        "note",
        "is_active",
    ]
)


@transaction.atomic
def create_contact(*, account: Account, by: User, **fields: Any) -> Contact:
    """A new person at `account`."""
    return _save(Contact(account=account), by, fields)


@transaction.atomic
def update_contact(*, contact: Contact, by: User, **changes: Any) -> Contact:
    """Change what is given; `is_active=False` says the person left."""
    return _save(contact, by, changes)


def _save(contact: Contact, by: User, fields: dict[str, Any]) -> Contact:
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"not a field of a contact: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.refresh_names()
    contact.save()
    return contact
