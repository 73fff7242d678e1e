"""Rows of facts from files: added, closed, taken back, never overwritten (decision 23)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.imports import matching, rows
from accounts.imports.refusal import ImportRefused
from accounts.models.batch import ImportBatch, KnownMode
from accounts.models.fact import Fact
from accounts.services.facts import REFERRALS
from kam.lib.locks import SPACE
from staff.models import Company, User

WRITING = 5  # the lock of imports that write facts
Pair = tuple[int, int | None]  # the row made, the row it corrects


class Wanted(NamedTuple):
    """A row to be written; `not_before`: until then an earlier version of it was known."""

    fields: dict[str, Any]
    corrects: int | None = None
    not_before: datetime | None = None


def lock() -> None:
    """One import at a time, and nobody writes a referral meanwhile."""
    with connection.cursor() as cursor:
        for key in (WRITING, REFERRALS):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SPACE, key])


def refuse_strangers(accounts: set[int], user: User | None) -> None:
    """Accounts may have left the importer's scope, or gone, since the preview."""
    scope = matching.scope_of(user)
    rows.refuse_changed(scope.filter(pk__in=accounts).count(), len(accounts))


def write(model: type[Fact], wanted: list[Wanted], batch: ImportBatch, now: datetime) -> list[Pair]:
    """Close what is corrected and add all; refused if somebody corrected it meanwhile."""
    old = {each.corrects for each in wanted if each.corrects}
    rows.refuse_changed(close(model, old, now), len(old))
    zone = Company.current().zone
    common = {"batch": batch, "by": batch.created_by}
    make: Any = model  # each kind has fields of its own, which the abstract fact does not name
    facts = [make(**each.fields, **common, corrects_id=each.corrects) for each in wanted]
    for fact, each in zip(facts, wanted, strict=True):
        fact.known_from = known_from(each, batch, now, zone)
    made = model._default_manager.bulk_create(facts, batch_size=2000)
    return [(fact.pk, each.corrects) for fact, each in zip(made, wanted, strict=True)]


def close(
    model: type[Fact], pks: Iterable[int], now: datetime, removed_by: User | None = None
) -> int:
    """Returns how many of the rows were still known."""
    current = model._default_manager.filter(pk__in=list(pks), known_to=None)
    return current.update(known_to=Greatest(now, F("known_from")), removed_by=removed_by)


def known_from(each: Wanted, batch: ImportBatch, now: datetime, zone: Any) -> datetime:
    """On its own date from the start of that day; a correction is news whatever was chosen."""
    if each.corrects or batch.known == KnownMode.NOW:
        return now
    day = date.fromisoformat(str(each.fields["date"]))
    start = min(datetime.combine(day, time.min, zone), now)
    return max(start, each.not_before) if each.not_before else start


def take_back(
    model: type[Fact], pairs: list[Pair], batch: ImportBatch, now: datetime, by: User | None
) -> None:
    """Close what the batch wrote and let stand again, as new rows, what it had corrected."""
    mine = model._default_manager.select_for_update().filter(batch=batch, known_to=None)
    current = set(mine.values_list("pk", flat=True))
    if len(current) < len(pairs):
        raise ImportRefused(
            _("Records of this import were corrected or removed since; it can't be undone.")
        )
    corrected = {new for new, old in pairs if old}
    close(model, current & corrected, now)
    close(model, current - corrected, now, removed_by=by)
    put_back(model, {old: new for new, old in pairs if old}, now)


def put_back(model: type[Fact], closed: dict[int, int], now: datetime) -> None:
    """Old row → the one that had taken its place."""
    again: list[Any] = list(model._default_manager.filter(pk__in=closed))
    for fact in again:
        fact.corrects_id, fact.pk = closed[fact.pk], None
        fact.known_from, fact.known_to = now, None
        fact._state.adding = True
    model._default_manager.bulk_create(again, batch_size=2000)


def refuse_handed_over(model: type[Fact], batch: ImportBatch, by: User | None) -> None:
    """Facts of an account that left somebody's scope since are no longer theirs to take back."""
    mine = model._default_manager.filter(batch=batch, known_to=None)
    if mine.exclude(account__in=matching.scope_of(by)).exists():
        raise ImportRefused(
            _("Accounts of this import belong to somebody else by now. Ask an administrator.")
        )
