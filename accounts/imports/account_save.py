"""Writing accounts from a file, and taking it back."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.imports import rows
from accounts.imports.matching import scope_of
from accounts.imports.refusal import ImportRefused
from accounts.imports.rows import Draft
from accounts.models import Account
from accounts.models.batch import ImportBatch
from accounts.services.groups import LOCK, set_tops
from kam.lib.names import normalised
from staff.models import User

COLUMNS = (
    *("code", "name", "name_en", "aliases", "registry_number", "domain", "type", "status"),
    *("industry", "region", "owner_id", "unit_id", "note"),
)
WRITTEN = [name.removesuffix("_id") for name in COLUMNS]

SET_PARENTS = """
UPDATE accounts_account a SET parent_id = v.parent
FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, parent)
WHERE a.id = v.id AND a.parent_id IS DISTINCT FROM v.parent"""


def save(drafts: list[Draft], batch: ImportBatch) -> list[tuple[int, Any, dict[str, Any]]]:
    new = [draft for draft in drafts if draft.outcome == "new"]
    changed = {d.object_id: d for d in drafts if d.outcome == "changed" and d.object_id}
    rows.refuse_changed(scope_of(batch.created_by).filter(pk__in=changed).count(), len(changed))
    codes = [d.fields["code"] for d in new if d.fields.get("code")]
    rows.refuse_changed(Account.objects.filter(code__in=codes).count(), 0)
    rows.expect(Account, {pk: known(draft.before) for pk, draft in changed.items()})
    made = Account.objects.bulk_create([built(draft.fields) for draft in new], batch_size=2000)
    for account, draft in zip(made, new, strict=True):
        draft.object_id = account.pk
    write({pk: draft.fields for pk, draft in changed.items()})
    name_parents(drafts)
    set_parents({d.object_id: d.fields["parent_id"] for d in drafts
                 if d.object_id and "parent_id" in d.fields})  # fmt: skip
    return [
        (d.object_id, None if d.outcome == "new" else known(d.before), d.fields)
        for d in drafts
        if d.object_id
    ]


def known(fields: dict[str, Any]) -> dict[str, Any]:
    """Without the number of a parent that was not there yet."""
    return {name: value for name, value in fields.items() if name != "parent_code"}


def built(fields: dict[str, Any]) -> Account:
    account = Account(**{name: fields[name] for name in COLUMNS if name in fields})
    account.refresh_names()
    return account


def write(values: dict[int, dict[str, Any]]) -> None:
    accounts = list(Account.objects.filter(pk__in=values))
    for account in accounts:
        for name in COLUMNS:
            if name in values[account.pk]:
                setattr(account, name, values[account.pk][name])
        account.refresh_names()
    searched = ["normalised_names", "sort_key", "search_text"]
    Account.objects.bulk_update(accounts, [*WRITTEN, *searched], batch_size=500)


def name_parents(drafts: list[Draft]) -> None:
    """Parents that came with the same file have an id by now."""
    texts = {draft.fields["parent_code"] for draft in drafts if "parent_code" in draft.fields}
    named = {normalised(d.fields["name"]): d.object_id for d in drafts if "name" in d.fields}
    ids = {text: named[normalised(text)] for text in texts if normalised(text) in named}
    ids |= dict(Account.objects.filter(code__in=list(texts)).values_list("code", "pk"))
    rows.refuse_changed(len(ids), len(texts))
    for draft in drafts:
        if text := draft.fields.pop("parent_code", None):
            draft.fields["parent_id"] = ids[text]
            if draft.outcome == "changed":
                draft.before.setdefault("parent_id", draft.before.pop("parent_code"))


def set_parents(parents: dict[int, int | None]) -> None:
    if not parents:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(SET_PARENTS, [list(parents), list(parents.values())])
    if set_tops(list(parents)) != len(parents):
        raise ImportRefused(_("The data changed since the check. Check the file again."))


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    rows.expect(Account, {pk: after for pk, _before, after in changes})
    made = [pk for pk, before, _after in changes if before is None]
    changed = {pk: before for pk, before, _after in changes if before is not None}
    set_parents(dict.fromkeys(made))
    write(changed)
    set_parents({pk: b["parent_id"] for pk, b in changed.items() if "parent_id" in b})
    if Account.objects.filter(parent__in=made).exists():
        raise ImportRefused(_("Accounts made by this import have become parents of others."))
    rows.remove(Account, made)
