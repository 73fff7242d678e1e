"""Files of all but ledgers: checked row by row in memory, saved set-based."""

import json
from datetime import datetime
from types import ModuleType
from typing import Any

from django.db import connection, transaction

from accounts.imports import (
    account_rows,
    contact_rows,
    fact_rows,
    project_rows,
    rate_rows,
    staging,
    user_rows,
)
from accounts.imports.fact_fields import FACTS
from accounts.imports.rows import Draft, Saved, read_rows
from accounts.imports.table import Table
from accounts.models.batch import ImportBatch, ImportKind
from staff.models import User

CELL = 100  # letters of a refused cell that are kept
KINDS: dict[str, ModuleType] = {
    ImportKind.ACCOUNTS: account_rows,
    ImportKind.CONTACTS: contact_rows,
    ImportKind.RATES: rate_rows,
    ImportKind.USERS: user_rows,
    ImportKind.PROJECTS: project_rows,
    **dict.fromkeys(FACTS, fact_rows),
}


@transaction.atomic
def check(batch: ImportBatch, table: Table) -> tuple[int, dict[str, Any]]:
    """Stage what each row would do; returns the number of rows and the counts."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("DELETE FROM accounts_importreject WHERE batch_id = %s", [batch.pk])
    rows = read_rows(table, batch.mapping)
    notes = KINDS[batch.kind].judge([row for row in rows if not row.reason], batch)
    refuse_repeated(rows)
    stage(batch, rows)
    good = [row for row in rows if not row.reason]
    counts = {
        name: sum(row.outcome == name for row in good) for name in ("new", "changed", "unchanged")
    }
    return len(rows), (notes or {}) | {
        "accepted": len(good),
        "created": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "accounts_created": counts["new"] if batch.kind == ImportKind.ACCOUNTS else 0,
    }


def refuse_repeated(rows: list[Draft]) -> None:
    """The second row about the same thing is not saved over the first."""
    first: dict[Any, int] = {}
    for row in rows:
        if row.reason:
            continue
        earlier = first.setdefault(row.identity, row.line)
        if earlier != row.line:
            row.reject("", "twice", str(earlier))


def stage(batch: ImportBatch, rows: list[Draft]) -> None:
    table = staging.create(batch.pk, "record")
    good = ([row.line, row.outcome, row.object_id, dump(row.fields), dump(row.before)]
            for row in rows if not row.reason)  # fmt: skip
    staging.copy(table, ["line", "outcome", "object_id", "fields", "before"], good)
    bad = [(row.line, *row.reason, row.detail or cell(row)) for row in rows if row.reason]
    if bad:
        insert("accounts_importreject (line, field, reason, detail, batch_id)",
               "int[] text[] text[] text[]", bad, batch.pk)  # fmt: skip


def cell(row: Draft) -> str | None:
    """What the refused cell says, where the reason itself doesn't."""
    return row.text(row.reason[0])[:CELL] or None if row.reason else None


def insert(target: str, types: str, rows: list[tuple[Any, ...]], batch_id: int) -> None:
    arrays = ", ".join(f"%s::{name}" for name in types.split())
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {target} SELECT *, %s FROM unnest({arrays})", [batch_id, *columns]
        )


def dump(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def staged(batch: ImportBatch) -> list[Draft]:
    """The rows that do something, as the check left them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT line, outcome, object_id, fields::text, before::text"
            f" FROM {staging.name(batch.pk, 'record')} WHERE outcome <> 'unchanged' ORDER BY line"
        )
        return [
            Draft(line, {}, outcome=outcome, object_id=pk, fields=json.loads(fields),
                  before=json.loads(before))
            for line, outcome, pk, fields, before in cursor.fetchall()
        ]  # fmt: skip


@transaction.atomic
def save(batch: ImportBatch, now: datetime) -> dict[str, Any]:
    """Write the staged rows and note what was before; refused if things changed meanwhile."""
    rows = staged(batch)
    changes: Saved = KINDS[batch.kind].save(rows, batch)
    noted = [(pk, None if b is None else dump(b), dump(after)) for pk, b, after in changes]
    if noted:
        insert("accounts_importchange (object_id, before, after, batch_id)",
               "bigint[] jsonb[] jsonb[]", noted, batch.pk)  # fmt: skip
    return {}


@transaction.atomic
def undo(batch: ImportBatch, now: datetime, by: User | None) -> None:
    """Take back what was made and set back what was changed; refused if somebody built on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id, before::text, after::text FROM accounts_importchange"
            " WHERE batch_id = %s ORDER BY object_id",
            [batch.pk],
        )
        changes: Saved = [
            (pk, json.loads(before) if before else None, json.loads(after))
            for pk, before, after in cursor.fetchall()
        ]
    KINDS[batch.kind].undo(changes, batch, by)
