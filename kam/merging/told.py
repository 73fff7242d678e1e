"""What a merge was, for its page: who moved where, which values changed, what the lost one said."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Func, IntegerField

from accounts.models import Account, Contact, Merge
from accounts.models.account import PROFILE_FACTS
from accounts.models.merge import Deed
from accounts.said import label, said
from kam.lib.numbers import DASH
from kam.merging import fields
from kam.merging.preview import SILENT, called
from kam.merging.undo import python_value
from staff.models import User


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


def moved(merge: Merge) -> list[tuple[str, int]]:
    """Kinds of rows and how many moved, the most first."""
    sums: dict[str, int] = {}
    found = merge.moves.exclude(field__in=SILENT).annotate(
        n=Func("ids", function="cardinality", output_field=IntegerField())
    )
    for model, field, count in found.order_by("pk").values_list("model", "field", "n"):
        name = called(model, field)
        sums[name] = sums.get(name, 0) + count
    return sorted(sums.items(), key=lambda row: (-row[1], row[0]))


def changed(merge: Merge, user: User) -> list[Changed]:
    """Values of the kept record that came from the lost one."""
    row = merge.rows.filter(
        model=merge.kept._meta.label, key=merge.kept.pk, deed=Deed.CHANGED
    ).first()
    if row is None:
        return []
    before, after = (_as_of(merge.kept, side or {}) for side in (row.before, row.after))
    hidden = _unseen((before, after), user)
    found = [
        Changed(label(field), _text(field, before, hidden), _text(field, after, hidden))
        for field in _shown(merge.kept)
        if field.column in (row.before or {})
    ]
    return [each for each in found if each.before != each.after]


def lost_record(merge: Merge, user: User) -> list[tuple[str, str]]:
    """All that the lost record said, as before the merge."""
    row = merge.rows.filter(
        model=merge.lost._meta.label, key=merge.lost.pk, deed=Deed.CHANGED
    ).first()
    lost = _as_of(merge.lost, (row.before if row and merge.stands else None) or {})
    hidden = _unseen((lost,), user)
    found = [(label(field), _text(field, lost, hidden)) for field in _shown(lost)]
    if isinstance(lost, Account) and (profile := fields.profile_of(lost)) is not None:
        found += profile.known()
    return [(name, text) for name, text in found if text != DASH]


def _shown(record: Account | Contact) -> list["Field[Any, Any]"]:
    names = {f.name for f in fields.fields_of(type(record))} | {"aliases"} - set(PROFILE_FACTS)
    return [field for field in record._meta.concrete_fields if field.name in names]


def _as_of(record: Any, columns: dict[str, Any]) -> Any:
    """The record with these columns instead of its own."""
    found = copy(record)
    found._state = copy(record._state)
    found._state.fields_cache = {}
    for field in record._meta.concrete_fields:
        if field.column in columns:
            setattr(found, field.attname, python_value(field, columns[field.column]))
    return found


def _text(field: "Field[Any, Any]", record: Any, hidden: Collection[tuple[type, int]]) -> str:
    if field.name == "aliases":
        return ", ".join(record.aliases) or DASH
    return said(field, record, hidden)


def _unseen(records: Collection[Any], user: User) -> set[tuple[type, int]]:
    parents = {each.parent_id for each in records if getattr(each, "parent_id", None)}
    seen = Account.objects.visible_to(user).filter(pk__in=parents).values_list("pk", flat=True)
    return {(Account, pk) for pk in parents - set(seen)} if parents else set()
