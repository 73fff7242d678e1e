"""Merging two accounts that are one customer."""

from collections.abc import Collection
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, AccountProfile, Contact, Merge
from accounts.models.account import AccountStatus
from kam.merging import classes, derived, groups, ledger, locks, referrals, rows
from kam.merging.fields import fields_of, profile_fields, profile_of
from kam.merging.refusals import MergeRefused
from kam.merging.relations import Rule, moving, ruled
from staff.models import User
from staff.on_record import maker
from staff.permissions import Permission, has_permission

DERIVED = ("aliases", "normalised_names", "sort_key", "search_text")
LOST = ("code", "status", "parent_id", "merged_into_id")
# Numbers that both files may know the contact by, once per account: the kept one's stays.
SAME_CODES = """
t.account_id = %(lost)s AND t.code <> '' AND EXISTS (SELECT FROM accounts_contact k
  WHERE k.account_id = %(kept)s AND k.code = t.code)
"""


def merge_accounts(*, kept: Account, lost: Account, by: User, taken: Collection[str] = ()) -> Merge:
    """Make `lost` part of `kept`; `taken` names the fields (of the profile too) whose value comes
    from `lost`.

    Sales, people, visits and facts of either, of all times, are those of `kept` afterwards
    (docs/decisions, 34). Names and numbers of `lost` become other names, so that imports find
    `kept`. MergeRefused or ValidationError if that can't be.
    """
    if kept.pk == lost.pk:
        raise MergeRefused(_("Choose two different accounts."))
    if not may_merge(by, kept, lost):
        raise PermissionDenied
    with locks.no_run():
        return _merge(kept, lost, by, set(taken))


def may_merge(user: User, *accounts: Account) -> bool:
    """Managers, of accounts in their reach."""
    pks = {account.pk for account in accounts}
    visible = Account.objects.visible_to(user).filter(pk__in=pks)
    return has_permission(user, Permission.RECORD_MERGE) and visible.count() == len(pks)


@transaction.atomic
def _merge(kept: Account, lost: Account, by: User, taken: set[str]) -> Merge:
    found = {account.pk: account for account in locks.hold(kept, lost)}
    kept, lost = found[kept.pk], found[lost.pk]
    if kept.merged_into_id or lost.merged_into_id:
        raise MergeRefused(_("One of the two has been merged already."))
    with pghistory.context(**maker(by), cause="merge"):
        merge = Merge.objects.create(kept_account=kept, lost_account=lost, by=by, at=timezone.now())
        with rows.quiet():
            _move(merge)
        _write_profile(merge, kept, lost, taken)
        _write(merge, kept, lost, taken)
    derived.refresh_after(merge, [kept.pk, lost.pk])
    return merge


def _move(merge: Merge) -> None:
    """First what would collide, then all rows, one statement a table."""
    rows.remember(merge, Contact, ["code"], SAME_CODES)
    rows.run(f"UPDATE accounts_contact t SET code = '' WHERE {SAME_CODES}",
             rows.params_of(merge, Contact))  # fmt: skip
    rows.settle(merge, Contact)
    ledger.mark(merge)
    referrals.settle(merge)
    classes.close(merge)
    classes.settle_path(merge)
    for relation in ruled(Account, Rule.INHERIT):
        rows.inherit(merge, relation)
    for relation in moving(Account):
        rows.move(merge, relation)


def _write_profile(merge: Merge, kept: Account, lost: Account, taken: set[str]) -> None:
    theirs, ours = profile_of(lost), profile_of(kept)
    chosen = [field for field in profile_fields() if field.name in taken]
    if theirs is None or not chosen:
        return
    if ours is not None:
        rows.remember(
            merge, AccountProfile, [str(f.column) for f in chosen], "t.account_id = %(kept)s"
        )
    profile = ours or AccountProfile(account=kept)
    for field in chosen:
        setattr(profile, field.attname, getattr(theirs, field.attname))
    profile.save()
    if ours is None:
        rows.made(merge, AccountProfile, kept.pk)
    rows.settle(merge, AccountProfile)


def _write(merge: Merge, kept: Account, lost: Account, taken: set[str]) -> None:
    """The kept record as chosen; the lost one without what must be somebody's alone."""
    chosen = [field for field in fields_of(Account) if field.name in taken]
    values: dict[str, Any] = {field.attname: getattr(lost, field.attname) for field in chosen}
    values["parent_id"] = groups.parent_after(kept, lost, "parent" in taken)
    groups.move_children(merge)
    columns = {"parent_id", *(str(field.column) for field in chosen)}
    rows.remember(merge, Account, [*sorted(columns), *DERIVED], "t.id = %(kept)s")
    rows.remember(merge, Account, LOST, "t.id = %(lost)s")
    names = names_after(kept, lost, values)
    lost.code, lost.parent, lost.merged_into = None, None, kept
    lost.status = AccountStatus.EXITED
    lost.save()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.aliases = names
    kept.refresh_names()
    kept.save()
    groups.refresh([kept.pk, lost.pk])
    rows.settle(merge, Account)


def names_after(kept: Account, lost: Account, values: dict[str, Any]) -> list[str]:
    """The other names of the one account: all names and numbers of the two but those it bears."""
    sides = (kept, lost)
    known = [name for side in sides for name in side.aliases]
    known += [text for side in sides for text in (side.name, side.name_en)]
    known += [text for side in sides for text in (side.code, side.registry_number) if text]
    after = {
        name: values.get(name, getattr(kept, name))
        for name in ("name", "name_en", "code", "registry_number")
    }
    borne = {text for text in after.values() if text}
    return [name for name in dict.fromkeys(known) if name and name not in borne]
