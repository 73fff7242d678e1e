"""Merging two contacts of one account."""

from collections.abc import Collection

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Merge
from kam.merging import derived, locks, rows
from kam.merging.fields import fields_of
from kam.merging.refusals import MergeRefused
from kam.merging.relations import Rule, moving, ruled
from staff.models import User
from staff.on_record import maker
from staff.permissions import Permission, has_permission

SEARCHED = ("sort_key", "search_text")


def may_merge_people(user: User, account: Account) -> bool:
    """Managers, and who owns the account; whether it is in sight is another question."""
    if has_permission(user, Permission.RECORD_MERGE):
        return has_permission(user, Permission.CONTACT_EDIT)
    return has_permission(user, Permission.CONTACT_EDIT) and account.owner_id == user.pk


@transaction.atomic
def merge_contacts(*, kept: Contact, lost: Contact, by: User, taken: Collection[str] = ()) -> Merge:
    """Make `lost` part of `kept`; `taken` names the fields whose value comes from `lost`.

    Levels, visits and referrals of either hang on `kept` afterwards. `lost` stays in the database
    and is not found any more.
    """
    kept, lost = _locked(kept, lost, by)
    with pghistory.context(**maker(by), cause="merge"):
        merge = Merge.objects.create(kept_contact=kept, lost_contact=lost, by=by, at=timezone.now())
        with rows.quiet():
            for relation in ruled(Contact, Rule.INHERIT):
                rows.inherit(merge, relation)
            for relation in moving(Contact):
                rows.move(merge, relation)
        _write(merge, kept, lost, taken)
    derived.refresh_after(merge, [kept.account_id])
    return merge


def _locked(kept: Contact, lost: Contact, by: User) -> tuple[Contact, Contact]:
    """Both as they are now."""
    owner = Account.objects.visible_to(by).filter(pk=kept.account_id).first()
    if owner is None or not may_merge_people(by, owner):
        raise PermissionDenied
    found = {contact.pk: contact for contact in locks.hold(kept, lost)}
    if len(found) < 2 or any(contact.account_id != owner.pk for contact in found.values()):
        raise MergeRefused(_("Choose two people of the same account."))
    return found[kept.pk], found[lost.pk]


def _write(merge: Merge, kept: Contact, lost: Contact, taken: Collection[str]) -> None:
    chosen = [field for field in fields_of(Contact) if field.name in set(taken)]
    columns = [str(field.column) for field in chosen]
    rows.remember(merge, Contact, [*columns, *SEARCHED], "t.id = %(kept)s")
    rows.remember(merge, Contact, ["code", "is_active", "merged_into_id"], "t.id = %(lost)s")
    for field in chosen:
        value = getattr(lost, field.attname)
        setattr(kept, field.attname, None if field.is_relation and value == kept.pk else value)
    if "code" in taken:  # once per account: a hidden record must not hold the other's
        lost.code = ""
    lost.merged_into, lost.is_active = kept, False
    lost.save()
    kept.refresh_names()
    kept.save()
    rows.settle(merge, Contact)
