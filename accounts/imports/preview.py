"""What a check found, to be shown: counts by reason, rejected rows."""

import json
from typing import Any

from django.db import connection

from accounts.imports import staging
from accounts.imports.fields import label
from accounts.imports.reasons import is_said
from accounts.imports.reasons import text as reason_text
from accounts.imports.words import Words
from accounts.models.batch import ImportBatch, ImportKind


def reject_count(batch_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_importreject WHERE batch_id = %s", [batch_id])
        return int(cursor.fetchone()[0])


def reasons(batch_id: int) -> list[dict[str, Any]]:
    """Rejected rows counted by column and reason, most frequent first, with the first rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT field, reason, count(*), (array_agg(line ORDER BY line))[1:5]
            FROM accounts_importreject WHERE batch_id = %s
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
            [batch_id],
        )
        return [
            {"field": field, "reason": reason, "rows": rows, "lines": lines}
            for field, reason, rows, lines in cursor.fetchall()
        ]


SHOWN = 10
ORDER_ROWS = """
SELECT o.line, o.lines, coalesce(a.name, f.fields->>'name') AS account,
  o.fresh IS NOT NULL AS fresh,
  o.reference, o.date, o.kind, o.amount, o.currency, o.amount_base, o.outcome,
  e.date AS old_date, e.kind AS old_kind, e.amount AS old_amount, e.currency AS old_currency
FROM (SELECT *, row_number() OVER (PARTITION BY outcome ORDER BY line) AS nth FROM {orders}) AS o
LEFT JOIN accounts_account a ON a.id = o.account_id
LEFT JOIN {fresh} f ON f.line = o.fresh
LEFT JOIN accounts_ledgerentry e ON e.id = o.entry_id AND o.outcome = 'changed'
WHERE o.nth <= %s ORDER BY o.line"""
RECORD_ROWS = """
SELECT line, outcome, fields::text, before::text FROM (
  SELECT *, row_number() OVER (PARTITION BY outcome ORDER BY line) AS nth FROM {records}) AS r
WHERE nth <= %s ORDER BY line"""
REJECT_ROWS = """
SELECT line, field, reason, detail FROM accounts_importreject
WHERE batch_id = %s ORDER BY line LIMIT %s"""


def rows(batch: ImportBatch) -> dict[str, list[dict[str, Any]]]:
    """The first rows of each outcome: new, changed, unchanged. Empty once staging is gone."""
    shape = "order" if batch.kind == ImportKind.LEDGER else "record"
    found: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "unchanged": []}
    if not staging.exists(batch.pk, shape):
        return found
    query = ORDER_ROWS if shape == "order" else RECORD_ROWS
    tables = {
        "orders": staging.name(batch.pk, "order"),
        "fresh": staging.name(batch.pk, "record"),
        "records": staging.name(batch.pk, "record"),
    }
    fetched = fetch(query.format(**tables), [SHOWN])
    for row in fetched if shape == "order" else described(batch, fetched):
        found[row["outcome"]].append(row)
    return found


def described(batch: ImportBatch, fetched: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of accounts, contacts or rates with their fields in words."""
    states = [(json.loads(row["fields"]), json.loads(row["before"])) for row in fetched]
    words = Words(batch, [state for pair in states for state in pair])
    return [
        {"line": row["line"], "outcome": row["outcome"], "changes": changes(words, *pair)}
        for row, pair in zip(fetched, states, strict=True)
    ]


def changes(words: Words, fields: dict[str, Any], before: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": words.label(name),
            "old": words.said(name, before.get(name)),
            "new": words.said(name, value),
        }
        for name, value in sorted(fields.items(), key=lambda item: words.place(item[0]))
        if value not in (None, "") or name in before
    ]


def rejects(batch: ImportBatch) -> list[dict[str, Any]]:
    """The first rejected rows with column, cell and reason in words."""
    found = fetch(REJECT_ROWS, [batch.pk, 2 * SHOWN])
    cells = staged_cells(batch, [row["line"] for row in found])
    return [
        {
            "line": row["line"],
            "column": batch.mapping.get(row["field"], "") or label(batch.kind, row["field"]),
            "cell": cells.get(row["line"], {}).get(row["field"]) or kept_cell(batch, row),
            "message": reason_text(row["reason"], row["detail"]),
        }
        for row in found
    ]


def kept_cell(batch: ImportBatch, row: dict[str, Any]) -> str | None:
    if batch.kind == ImportKind.LEDGER or is_said(row["reason"]):
        return None
    text: str | None = row["detail"]
    return text


def staged_cells(batch: ImportBatch, lines: list[int]) -> dict[int, dict[str, Any]]:
    if batch.kind != ImportKind.LEDGER or not staging.exists(batch.pk, "line"):
        return {}
    table = staging.name(batch.pk, "line")
    found = fetch(f"SELECT * FROM {table} WHERE line = ANY(%s)", [lines])
    return {row["line"]: row for row in found}


def fetch(query: str, params: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
