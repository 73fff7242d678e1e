"""Writing many rows: COPY, ids reserved beforehand, triggers at rest."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.db import connection, models

MANY = 10_000  # accounts; from here on the audit trail of the load itself is left out
NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


def text(value: str) -> str:
    return value.translate(ESCAPES)


def reserve(model: type[models.Model], rows: int) -> int:
    """The first of `rows` ids that nobody else will get."""
    sql = "SELECT setval(s, nextval(s) + %s) FROM pg_get_serial_sequence(%s, 'id') AS s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [max(rows, 1) - 1, model._meta.db_table])
        return int(cursor.fetchone()[0]) - max(rows, 1) + 1


def copy(model: type[models.Model], columns: Iterable[str], lines: Iterable[str]) -> None:
    """COPY lines of tab-separated values, each without its line end."""
    table = connection.ops.quote_name(model._meta.db_table)
    stream = StringIO("\n".join(lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", stream)


@contextmanager
def at_rest(*quiet: type[models.Model]) -> Iterator[None]:
    """Load without time limit, without our own triggers on these tables; foreign keys hold.

    Within a transaction: other sessions wait for the tables instead of missing a trigger.
    """
    run("SET LOCAL statement_timeout = 0", "SET CONSTRAINTS ALL IMMEDIATE")
    tables = [connection.ops.quote_name(model._meta.db_table) for model in quiet]
    run(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
    yield
    run(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))
    run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def bare(*tables: str) -> Iterator[None]:
    """Without secondary indexes and foreign keys on these tables; both are made again at the end.

    Building an index once takes a fraction of keeping it row by row, and a foreign key is checked
    by one join. Keys and unique constraints stay.
    """
    indexes = rows(INDEXES, list(tables))
    keys = rows(FOREIGN_KEYS, list(tables))
    run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys))
    run(*(f"DROP INDEX {name}" for name, _ in indexes))
    yield
    run("SET LOCAL maintenance_work_mem = '512MB'", *(definition for _, definition in indexes))
    run(*(f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}" for table, name, what in keys))


INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2
"""


def rows(query: str, tables: list[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [tables])
        return list(cursor.fetchall())


def run(*statements: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values or None)
