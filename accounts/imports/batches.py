"""The life of an import: upload, columns, check, save, undo, discard.

Entrances call these; long steps run in the worker (`accounts.tasks`) or in `manage.py ingest`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pghistory
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.imports import ledger, mapping, preview, records, staging, statistics
from accounts.imports.fact_kinds import FACT_KINDS
from accounts.imports.readers import open_table
from accounts.imports.refusal import ImportRefused
from accounts.models import Account, LedgerEntry, ProjectState
from accounts.models.batch import BatchState, ImportBatch, ImportKind, KnownMode
from kam.lib.numbers import is_currency
from staff.models import User
from staff.on_record import maker
from staff.permissions import Permission, has_permission

SAVERS: dict[str, ModuleType] = {
    **dict.fromkeys(ImportKind.values, records),
    ImportKind.LEDGER: ledger,
}
BROKEN = gettext_noop("The import stopped because of a fault of the program. Nothing was saved.")
INTERRUPTED = gettext_noop("The import was interrupted three times. Nothing was saved.")
STALE_MINUTES, MAX_ATTEMPTS = 5, 3
STAGED = {kind: "order" if kind == ImportKind.LEDGER else "record" for kind in ImportKind.values}
NEEDED: dict[str, Iterable[Permission]] = {
    ImportKind.CONTACTS: [Permission.CONTACT_EDIT],
    ImportKind.RATES: [Permission.RATE_EDIT],
    ImportKind.USERS: [Permission.STAFF_MANAGE],
    ImportKind.PROJECTS: ProjectState.TO_EDIT,
    **{name: kind.model.TO_EDIT for name, kind in FACT_KINDS.items()},
}


def may_import(user: User | None, kind: str) -> bool:
    """Importing at all, and what the kind of file needs besides."""
    if user is None:
        return True
    needed = (Permission.IMPORT_DATA, *NEEDED.get(kind, ()))
    return all(has_permission(user, permission) for permission in needed)


def upload(
    *,
    file: File[bytes],
    kind: str,
    source: str,
    by: User | None,
    known: str = "",
) -> ImportBatch:
    """Keep the file and read its header. Raises ImportRefused; then nothing is kept."""
    if not may_import(by, kind):
        raise ImportRefused(_("Your role does not allow importing this kind of data."))
    batch = ImportBatch(
        kind=kind,
        source=source,
        file_name=Path(file.name or "file").name[:255],
        created_by=by,
        known=known or usual_known(kind, source),
        sha256=digest(file),
    )
    batch.file.save(batch.file_name[-80:], file, save=False)
    try:
        with open_table(Path(batch.file.path)) as table:
            batch.header = table.header
            batch.counts = {"sample": [cells for _number, cells in islice(table.rows, 3)]}
        propose(batch)
        batch.save()
    except BaseException:
        batch.file.delete(save=False)
        raise
    return batch


def propose(batch: ImportBatch) -> None:
    """Columns and options to start from, and where the columns come from."""
    last = mapping.remembered(batch.kind, batch.source, batch.header, batch.created_by)
    batch.mapping, batch.options = last
    batch.counts["columns_from"] = "last time" if batch.mapping else "names"
    batch.mapping = batch.mapping or mapping.recognise(batch.kind, batch.header)
    if batch.kind == ImportKind.LEDGER and not Account.objects.exists():
        batch.options["create_accounts"] = True  # else every row would be rejected


def digest(file: File[bytes]) -> str:
    sha256 = hashlib.sha256()
    for piece in file.chunks():
        sha256.update(piece)
    file.seek(0)
    return sha256.hexdigest()


def usual_known(kind: str, source: str) -> str:
    """Facts bear their dates. The first load of a ledger is its history, what comes later is
    news."""
    if kind in (ImportKind.PROJECTS, *FACT_KINDS):
        return KnownMode.OWN_DATE
    first = not LedgerEntry.objects.current().filter(source=source).exists()
    return KnownMode.OWN_DATE if kind == ImportKind.LEDGER and first else KnownMode.NOW


def clean_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were chosen, checked. Raises ImportRefused."""
    options = {name: value for name, value in given.items() if value not in ("", None, False)}
    currency = str(options.get("currency", "")).strip().upper()
    if currency:
        options["currency"] = currency
    if currency and not is_currency(currency):
        raise ImportRefused(_("There is no currency %(code)s."), code=currency)
    rate = str(options.get("rate", ""))
    if rate and not currency:
        raise ImportRefused(_("A rate needs the currency it is for."))
    if rate and not re.fullmatch(r"(?=.*[1-9])\d{1,9}(\.\d{1,8})?", rate):
        raise ImportRefused(_("A rate is a number greater than zero."))
    ledger.return_rule(options.get("return_if", ""))
    return options


def start_check(
    batch: ImportBatch, *, columns: dict[str, str], options: Mapping[str, Any], known: str = ""
) -> None:
    """Fix columns and options and put the batch into the state that `check` looks for."""
    mapping.check(batch.kind, batch.header, columns)
    batch.mapping, batch.options = columns, dict(options)
    if batch.kind == ImportKind.LEDGER:
        staged_columns(batch)
    move(
        batch,
        (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED),
        BatchState.CHECKING,
        mapping=columns,
        options=batch.options,
        known=known or batch.known,
        progress=0,
        error="",
    )


def start_save(batch: ImportBatch) -> None:
    move(batch, (BatchState.CHECKED,), BatchState.SAVING, error="")


def discard(batch: ImportBatch) -> None:
    """Forget what was staged; the batch stays in the list, without its file."""
    waiting = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)
    move(batch, waiting, BatchState.DISCARDED)
    staging.drop(batch.pk)
    batch.file.delete(save=False)


def move(
    batch: ImportBatch, before: tuple[BatchState, ...], after: BatchState, **fields: Any
) -> None:
    """Compare and set: of two who act at once, one is refused."""
    fields |= {"state": after, "heartbeat_at": timezone.now()}
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=before).update(**fields)
    batch.refresh_from_db()
    if not moved:
        raise ImportRefused(
            _("This import is in the state %(state)s by now; the step was not taken."),
            state=BatchState(batch.state).label,
        )


@contextmanager
def held(batch_id: int) -> Iterator[bool]:
    """Whether we alone work on the batch; a killed worker lets go with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(7311, %s)", [batch_id])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(7311, %s)", [batch_id])


def check(batch_id: int) -> ImportBatch | None:
    """Read and check a batch in the state CHECKING; None if it is not, or somebody else does it."""
    return step(batch_id, BatchState.CHECKING, check_now)


def save(batch_id: int) -> ImportBatch | None:
    """Save a batch in the state SAVING, whole or not at all."""
    return step(batch_id, BatchState.SAVING, save_now)


def step(
    batch_id: int, state: BatchState, work: Callable[[ImportBatch], None]
) -> ImportBatch | None:
    """Do one long step; whatever goes wrong, the batch says so and nothing is half-done."""
    with held(batch_id) as mine:
        batch = ImportBatch.objects.filter(pk=batch_id, state=state).first() if mine else None
        if batch is None:
            return None
        try:
            with pghistory.context(**cause(batch)):
                work(batch)
        except ImportRefused as refused:
            fail(batch, refused.frozen)
        except Exception:
            fail(batch, BROKEN)
            raise
        return batch


def cause(batch: ImportBatch) -> dict[str, Any]:
    by = batch.created_by
    return {**(maker(by) if by else {}), "batch": batch.pk, "cause": "import"}


def fail(batch: ImportBatch, error: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED, error=error)
    batch.refresh_from_db()


def stale() -> list[tuple[str, int]]:
    """Unfinished steps without a living worker, to be started again; the third time they fail."""
    since = timezone.now() - timedelta(minutes=STALE_MINUTES)
    left = ImportBatch.objects.filter(
        state__in=[BatchState.CHECKING, BatchState.SAVING], heartbeat_at__lt=since
    )
    again = []
    for batch in left:
        with held(batch.pk) as mine:
            if mine and revive(batch):
                again.append(("check" if batch.state == BatchState.CHECKING else "save", batch.pk))
    return again


def revive(batch: ImportBatch) -> bool:
    attempts = batch.counts.get("attempts", 0) + 1
    if attempts >= MAX_ATTEMPTS:
        fail(batch, INTERRUPTED)
        return False
    ImportBatch.objects.filter(pk=batch.pk).update(
        counts={**batch.counts, "attempts": attempts}, heartbeat_at=timezone.now()
    )
    return True


def check_now(batch: ImportBatch) -> None:
    with open_table(Path(batch.file.path)) as table:
        if table.header != batch.header:
            raise ImportRefused(_("The file is not the one that was uploaded."))
        if batch.kind == ImportKind.LEDGER:
            columns = staged_columns(batch)
            read = staging.load_lines(batch.pk, table, columns, partial(report, batch))
            need_rows(read)
            counts = ledger.check(batch)
        else:
            read, counts = records.check(batch, table)
            need_rows(read)
    rejected = preview.reject_count(batch.pk)
    counts |= {"sample": batch.counts.get("sample", [])}
    counts |= {"read": read, "rejected": rejected, "reasons": preview.reasons(batch.pk)}
    move(batch, (BatchState.CHECKING,), BatchState.CHECKED, counts=counts, progress=100)


def need_rows(read: int) -> None:
    if not read:
        raise ImportRefused(_("The file has a header but no rows."))


def staged_columns(batch: ImportBatch) -> dict[str, str]:
    """The mapped columns, and the one that a rule for returns asks for."""
    columns: dict[str, str] = batch.mapping
    field, _prefix = ledger.return_rule(batch.options.get("return_if", ""))
    if not field or field in columns:
        return columns
    if field not in batch.header:
        raise ImportRefused(
            _("The file has no column %(column)s; it has: %(columns)s."),
            column=field,
            columns=[name for name in batch.header if name],
        )
    return columns | {"mark": field}


def report(batch: ImportBatch, share: float) -> None:
    """How much of the file is read; what follows takes a time nobody can tell."""
    ImportBatch.objects.filter(pk=batch.pk).update(
        progress=round(share * 100), heartbeat_at=timezone.now()
    )


@transaction.atomic
def save_now(batch: ImportBatch) -> None:
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not is_staged(batch):
        raise ImportRefused(_("The preview is gone. Check the file again."))
    saved = SAVERS[batch.kind].save(batch, timezone.now())
    move(
        batch,
        (BatchState.SAVING,),
        BatchState.SAVED,
        counts=batch.counts | saved,
        saved_at=timezone.now(),
        progress=100,
    )
    staging.drop(batch.pk)
    statistics.renew_after(batch)


def is_staged(batch: ImportBatch) -> bool:
    """Whether all that was previewed is there: a crash of PostgreSQL empties unlogged tables."""
    previewed = sum(batch.counts.get(name, 0) for name in ("created", "changed", "unchanged"))
    return staging.rows(batch.pk, STAGED[batch.kind]) == previewed


@transaction.atomic
def undo(batch: ImportBatch, *, by: User | None = None) -> None:
    """Take back what the batch did; refused if later imports built on it.

    `by` undoes rows of accounts in the own scope only; without it the system does.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.kind in (ImportKind.PROJECTS, *FACT_KINDS) and not may_import(by, batch.kind):
        raise ImportRefused(_("Your role does not allow importing this kind of data."))
    with pghistory.context(**cause(batch)):
        SAVERS[batch.kind].undo(batch, timezone.now(), by)
    move(batch, (BatchState.SAVED,), BatchState.UNDONE, undone_at=timezone.now())
    statistics.renew_after(batch)
