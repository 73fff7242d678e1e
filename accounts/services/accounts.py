"""Creating and changing accounts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account, AccountProfile
from accounts.services.groups import set_parent
from staff.models import User
from staff.permissions import Permission, has_permission

FIELDS = frozenset(
    [
        "code",
        "name",
        "name_en",
        "aliases",
        "registry_number",
        "domain",
        "type",
        "status",
        "industry",
        "region",
        "owner",
        "unit",
        "sponsor",
        "note",
    ]
)
PEOPLE = frozenset({"owner", "unit", "sponsor"})  # they decide who sees the account


@transaction.atomic
def create_account(
    *,
    by: User,
    parent: Account | None = None,
    members: Iterable[User] = (),
    profile: Mapping[str, str] | None = None,
    **fields: Any,
) -> Account:
    """A new account. Its owner is who made it unless `by` may hand accounts to others."""
    if not has_permission(by, Permission.ACCOUNT_EDIT):
        raise PermissionDenied
    if not has_permission(by, Permission.ACCOUNT_TRANSFER):
        fields = {name: value for name, value in fields.items() if name not in PEOPLE}
    account = Account()
    _set(account, fields)
    account.owner = account.owner or by
    account.unit = account.unit or account.owner.unit
    account.save()
    account.refresh_from_db(fields=["top"])
    account.members.set(members)
    if parent is not None:
        set_parent(account=account, parent=parent)
    _save_profile(account, profile)
    return account


@transaction.atomic
def update_account(
    *, account: Account, by: User, profile: Mapping[str, str] | None = None, **changes: Any
) -> Account:
    """Change what is given and leave the rest.

    `parent` and `members` may be among `changes`. Owner, unit, sponsor and team decide who sees
    the account: PermissionDenied unless `by` may hand accounts over.
    """
    if not has_permission(by, Permission.ACCOUNT_EDIT):
        raise PermissionDenied
    people = {*PEOPLE, "members"} & changes.keys()
    if people and not has_permission(by, Permission.ACCOUNT_TRANSFER):
        raise PermissionDenied
    members = changes.pop("members", None)
    if "parent" in changes:
        set_parent(account=account, parent=changes.pop("parent"))
    before = account.owner_id
    _set(account, changes)
    if account.owner_id != before and "unit" not in changes and account.owner is not None:
        account.unit = account.owner.unit or account.unit
    account.save()
    if members is not None:
        account.members.set(members)
    _save_profile(account, profile)
    return account


def _set(account: Account, fields: Mapping[str, Any]) -> None:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of an account: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(account, name, value)
    account.code = account.code or None
    account.refresh_names()


def _save_profile(account: Account, profile: Mapping[str, str] | None) -> None:
    if profile is None:
        return
    if any(profile.values()) or AccountProfile.objects.filter(pk=account.pk).exists():
        AccountProfile.objects.update_or_create(account=account, defaults=dict(profile))
