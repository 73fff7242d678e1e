"""Saying that two records alike are two, and taking it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, Apart, Contact
from kam.merging.accounts import may_merge
from kam.merging.people import may_merge_people
from staff.models import User


def apart_of(one: Account | Contact, other: Account | Contact) -> Apart | None:
    """What was said of the two; None if they still count as likely duplicates."""
    return Apart.objects.filter(**_pair(one, other)).select_related("by").first()


@transaction.atomic
def set_apart(
    *, one: Account | Contact, other: Account | Contact, by: User, now: datetime
) -> Apart:
    """They are no duplicates and not suggested again; said twice it is kept once."""
    _may(by, one, other)
    row, _made = Apart.objects.get_or_create(**_pair(one, other), defaults={"by": by, "at": now})
    return row


@transaction.atomic
def bring_together(*, one: Account | Contact, other: Account | Contact, by: User) -> None:
    """They may be suggested again."""
    _may(by, one, other)
    Apart.objects.filter(**_pair(one, other)).delete()


def _may(by: User, one: Account | Contact, other: Account | Contact) -> None:
    if isinstance(one, Account) and isinstance(other, Account):
        allowed = may_merge(by, one, other)
    elif isinstance(one, Contact) and isinstance(other, Contact):
        allowed = one.account_id == other.account_id and may_merge_people(by, one.account)
    else:
        allowed = False
    if not allowed:
        raise PermissionDenied


def _pair(one: Account | Contact, other: Account | Contact) -> dict[str, Any]:
    kind = "account" if isinstance(one, Account) else "contact"
    first, last = sorted([one, other], key=lambda each: each.pk)
    return {f"first_{kind}": first, f"other_{kind}": last}
