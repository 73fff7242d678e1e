"""What two records say, field by field, and which of it stays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, Model

from accounts.models import Account, AccountProfile, Contact
from accounts.models.account import PROFILE_FACTS, AccountStatus
from kam.lib.history import events_of

DERIVED = {
    "sort_key", "search_text", "normalised_names", "aliases", "created_at", "id",
    "inactive_since", "erased_at", "erased_by",
}  # fmt: skip
TIES = {"account", "top", "merged_into"}
# Who it is and whose it is: what the kept record says stays unless somebody chooses otherwise.
IDENTITY = {"code", "name", "name_en", "owner", "unit", "sponsor", "parent", "account"}
# From the most to the least alive: a merged customer is as alive as the livelier record.
LIVELY = [
    AccountStatus.ACTIVE,
    AccountStatus.DORMANT,
    AccountStatus.CANDIDATE,
    AccountStatus.PROSPECT,
    AccountStatus.EXITED,
]


@dataclass(frozen=True)
class Pair:
    """A field of both records. `takes` suggests the value of the lost one."""

    field: "Field[Any, Any]"
    kept: Any
    lost: Any
    takes: bool

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def differs(self) -> bool:
        return bool(self.kept != self.lost)


def fields_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """What people write into the record, and so may choose; new columns join by themselves."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in DERIVED | TIES and not getattr(field, "generated", False)
    ]


def profile_fields() -> list["Field[Any, Any]"]:
    return [field for field in AccountProfile._meta.fields if field.name in PROFILE_FACTS]


def pairs(kept: Model, lost: Model, newer: Collection[str] = ()) -> list[Pair]:
    """All fields of the two; filled over empty, newer over older (`newer`: fields in which the
    lost record was changed last)."""
    return [_pair(field, kept, lost, newer) for field in fields_of(type(kept))]


def profile_pairs(kept: Account, lost: Account, newer: Collection[str] = ()) -> list[Pair]:
    """The facts of the profiles; an account without one says nothing."""
    one, other = (profile_of(account) or AccountProfile() for account in (kept, lost))
    return [_pair(field, one, other, newer) for field in profile_fields()]


def profile_of(account: Account) -> AccountProfile | None:
    return AccountProfile.objects.filter(pk=account.pk).first()


def _pair(field: "Field[Any, Any]", kept: Model, lost: Model, newer: Collection[str]) -> Pair:
    ours, theirs = getattr(kept, field.attname), getattr(lost, field.attname)
    if field.name == "status":
        takes = LIVELY.index(theirs) < LIVELY.index(ours)
    elif is_empty(ours) or is_empty(theirs):
        takes = is_empty(ours) and not is_empty(theirs)
    else:
        takes = ours != theirs and field.name in newer and field.name not in IDENTITY
    if field.name == "is_active":  # somebody who left one record has not left the other
        takes = bool(theirs and not ours)
    return Pair(field, ours, theirs, takes)


def is_empty(value: Any) -> bool:
    return value in (None, "", [])


def last_changes(model: type[Model], pks: Collection[int]) -> dict[int, dict[str, datetime]]:
    """When each field of the records got its value, as far as the audit trail knows."""
    events = events_of(model)
    found: dict[int, dict[str, datetime]] = {pk: {} for pk in pks}
    before: dict[int, Any] = {}
    for event in events.objects.filter(pgh_obj_id__in=pks).order_by("pgh_created_at", "pgh_id"):
        last = before.get(event.pgh_obj_id)
        for field in fields_of(model):
            now = getattr(event, field.attname, None)
            if last is None or getattr(last, field.attname, None) != now:
                found[event.pgh_obj_id][field.name] = event.pgh_created_at
        before[event.pgh_obj_id] = event
    return found


def newer_fields(kept: Account | Contact, lost: Account | Contact) -> set[str]:
    """Fields in which the lost record was written later than the kept one."""
    changes = last_changes(type(kept), [kept.pk, lost.pk])
    ours, theirs = changes[kept.pk], changes[lost.pk]
    return {name for name, at in theirs.items() if at > ours.get(name, kept.created_at)}
