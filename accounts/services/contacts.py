"""Creating and changing contacts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, Contact
from accounts.services import people
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
        "attitude",
        "reports_to",
        "source",
        "purpose",
        "consent_on",
        "note",
    ]
)


@transaction.atomic
def create_contact(*, account: Account, by: User, **fields: Any) -> Contact:
    """A new person at `account`."""
    return _save(Contact(account=account), by, fields)


@transaction.atomic
def update_contact(*, contact: Contact, by: User, **changes: Any) -> Contact:
    """Change what is given. That somebody left is said by `people.mark_left`."""
    return _save(contact, by, changes)


def _save(contact: Contact, by: User, fields: dict[str, Any]) -> Contact:
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"not a field of a contact: {', '.join(sorted(unknown))}")
    if fields.get("reports_to"):
        people.lock(contact.account_id)
        people.check_boss(contact, fields["reports_to"])
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.refresh_names()
    contact.save()
    return contact
