"""Taking a merge back: both records are again what they were."""

from typing import Any

import pghistory
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Account, Contact, Merge, MergeMove
from accounts.models.merge import Deed
from accounts.models.querysets import reach_of
from kam.merging import blockers, derived, groups, locks, rows
from kam.merging.following import follow
from kam.merging.people import may_merge_people
from kam.merging.refusals import MergeRefused
from kam.merging.relations import column_of, key_of
from staff.models import User
from staff.on_record import maker
from staff.permissions import Permission, has_permission

BACK = """
UPDATE {table} t SET {column} = %(lost)s
FROM accounts_mergemove m, unnest(m.ids) AS moved(id)
WHERE m.id = %(move)s AND t.{key} = moved.id AND t.{column} = %(kept)s
"""
CLEAR = """
DELETE FROM {table} t USING accounts_mergedrow r
WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND t.{key} = r.key
  AND (r.deed = 'removed' OR r.deed = 'made' AND to_jsonb(t) = r.after)
"""
PUT_BACK = """
INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}
FROM accounts_mergedrow r, jsonb_populate_record(NULL::{table}, r.before) AS p
WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND r.deed = 'removed' ORDER BY r.id
"""
RESTORE = """
UPDATE {table} t SET {assignments}
FROM accounts_mergedrow r, jsonb_populate_record(NULL::{table}, r.before) AS p
WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND r.deed = 'changed' AND t.{key} = r.key
  AND r.key <> %(kept)s
"""


def may_undo(user: User, merge: Merge) -> bool:
    """Who may merge may undo, if both records were in reach; whether the merge is in sight is
    another question."""
    if isinstance(kept := merge.kept, Contact):
        return may_merge_people(user, kept.account)
    lost = Account.everyone.filter(reach_of(user), pk=merge.lost_account_id or 0)
    return has_permission(user, Permission.RECORD_MERGE) and lost.exists()


def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Give the lost record back what it had; MergeRefused says what has happened since.

    Fields of the kept record that were edited after the merge keep the later value.
    """
    if not may_undo(by, merge):
        raise PermissionDenied
    with locks.no_run():
        return _undo(merge, by)


@transaction.atomic
def _undo(merge: Merge, by: User) -> Merge:
    locks.hold(merge.kept, merge.lost)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if reasons := blockers.reasons(merge):
        raise MergeRefused(reasons)
    with pghistory.context(**maker(by), cause="unmerge"):
        with rows.quiet():
            for move in merge.moves.defer("ids").order_by("pk"):
                _move_back(merge, move)
            _put_back(merge)
            if merge.is_of_accounts:
                follow(merge)
        _restore(merge)
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    _derived(merge)
    return merge


def _move_back(merge: Merge, move: MergeMove) -> None:
    model = apps.get_model(move.model)
    column = column_of(model, move.field)
    params = rows.params_of(merge, model) | {"move": move.pk}
    rows.run(BACK, params, table=model._meta.db_table, column=column, key=key_of(model))


def _put_back(merge: Merge) -> None:
    """Rows that the merge removed, without those it made."""
    deeds = (Deed.REMOVED, Deed.MADE)
    labels = merge.rows.filter(deed__in=deeds).order_by("model").values_list("model", flat=True)
    for label in labels.distinct():
        model = apps.get_model(label)
        names = [
            f'"{field.column}"'
            for field in model._meta.concrete_fields
            if not getattr(field, "generated", False)
        ]
        table, params = model._meta.db_table, rows.params_of(merge, model)
        rows.run(CLEAR, params, table=table, key=key_of(model))
        values = ", ".join(f"p.{name}" for name in names)
        rows.run(PUT_BACK, params, table=table, columns=", ".join(names), values=values)


def _restore(merge: Merge) -> None:
    """First what the kept record took over, so that numbers are free again for the lost one."""
    kept = merge.kept
    for row in merge.rows.filter(model=kept._meta.label, key=kept.pk, deed=Deed.CHANGED):
        _restore_kept(kept, row.before or {}, row.after or {})
    for label in rows.changed_models(merge):
        model = apps.get_model(label)
        changed = merge.rows.filter(model=label, deed=Deed.CHANGED).order_by("pk")
        for names in sorted({tuple(sorted(row.before or {})) for row in changed}):
            _restore_rows(merge, model, names)


def _restore_rows(merge: Merge, model: type[Model], names: tuple[str, ...]) -> None:
    assignments = ", ".join(f'"{name}" = p."{name}"' for name in names)
    where = (
        " AND r.before ?& %(names)s AND (SELECT count(*) FROM jsonb_object_keys(r.before)) = %(n)s"
    )
    kept = merge.kept
    params = rows.params_of(merge, model) | {"names": list(names), "n": len(names)}
    params["kept"] = kept.pk if isinstance(kept, model) else 0
    rows.run(RESTORE + where, params, table=model._meta.db_table, key=key_of(model),
             assignments=assignments)  # fmt: skip


def _restore_kept(kept: Account | Contact, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Each column that still has what the merge put there; other names lose what it added."""
    record: Any = type(kept).everyone.get(pk=kept.pk)
    for field in record._meta.concrete_fields:
        if field.column not in before:
            continue
        was, made = (python_value(field, side[field.column]) for side in (before, after))
        now = getattr(record, field.attname)
        if now == made:
            setattr(record, field.attname, was)
        elif field.name == "aliases":
            setattr(
                record, field.attname, [name for name in now if name in was or name not in made]
            )
    record.refresh_names()
    record.save()


def python_value(field: Any, value: Any) -> Any:
    """A column's value from its JSON."""
    return value if isinstance(value, list) else field.to_python(value)


def _derived(merge: Merge) -> None:
    today = (merge.undone_at or merge.at).date()
    if isinstance(kept := merge.kept, Contact):
        derived.refresh([kept.account_id], today)
        return
    ids = [merge.kept_account_id or 0, merge.lost_account_id or 0]
    groups.refresh(ids)
    derived.refresh(ids, today)
