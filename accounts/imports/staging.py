"""The table a batch waits in: filled by COPY, dropped when the batch is done."""

import csv
import gc
import io
from collections.abc import Callable, Iterable
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db import connection

from accounts.imports.table import Row, Table

CHUNK_ROWS = 25_000
SHAPES = {"line": "accounts_importline", "order": "accounts_importorder",
          "record": "accounts_importrecord"}  # fmt: skip

NARROWED = {
    *("date", "amount", "quantity", "unit_price", "discount", "cost", "rate", "influence"),
    *("value", "invoices_due", "invoices_on_time", "breaches", "balance", "overdue"),
    *("days_overdue", "amount_base", "value_base", "starts_on", "ends_on"),
    *("opened_on", "closed_on"),
}
NARROW = str.maketrans("０１２３４５６７８９．，－＋￥＄／：　\u2212", "0123456789.,-+¥$/: -")
Pick = Callable[[list[str]], list[str]]


def name(batch_id: int, shape: str) -> str:
    """The staging table of a batch; safe in SQL, for both parts are ours."""
    return f"accounts_import_{int(batch_id)}_{shape}"


def create(batch_id: int, shape: str) -> str:
    table = name(batch_id, shape)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE UNLOGGED TABLE {table} (LIKE {SHAPES[shape]} INCLUDING ALL)")
    return table


def drop(batch_id: int) -> None:
    with connection.cursor() as cursor:
        for shape in SHAPES:
            cursor.execute(f"DROP TABLE IF EXISTS {name(batch_id, shape)}")


def exists(batch_id: int, shape: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name(batch_id, shape)])
        return bool(cursor.fetchone()[0])


def rows(batch_id: int, shape: str) -> int | None:
    """How many rows are staged; None if the table is gone."""
    if not exists(batch_id, shape):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name(batch_id, shape)}")
        return int(cursor.fetchone()[0])


def load_lines(
    batch_id: int, table: Table, columns: dict[str, str], report: Callable[[float], None]
) -> int:
    """Copy the chosen columns of every row as text; returns the number of rows.

    `report` is called after every chunk with the share of the file that was read.
    """
    target = create(batch_id, "line")
    width = len(table.header)
    places = [(table.header.index(column), field) for field, column in columns.items()]
    count = 0
    while chunk := next_rows(table):
        ragged = [row for row in chunk if len(row[1]) != width and is_ragged(row[1], width)]
        if ragged:
            chunk = [row for row in chunk if not is_ragged(row[1], width)]
            copy(target, ["line", "cells"], ([number, len(cells)] for number, cells in ragged))
        copy(target, ["line", *columns], by_column(chunk, places))
        count += len(chunk) + len(ragged)
        report(table.share())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {target}")
    return count


def next_rows(table: Table) -> list[Row]:
    """Rows form no rings of objects; to look for some would take longer than to read the rows."""
    gc.disable()
    try:
        return list(islice(table.rows, CHUNK_ROWS))
    finally:
        gc.enable()


def is_ragged(cells: list[str], width: int) -> bool:
    """Too few cells, or too many with something in them."""
    return len(cells) != width and (len(cells) < width or any(cells[width:]))


def by_column(chunk: list[Row], places: list[tuple[int, str]]) -> Iterable[tuple[Any, ...]]:
    """The chosen cells of the rows, cleaned a column at a time: no Python step per cell."""
    cleaned: list[Iterable[Any]] = [map(itemgetter(0), chunk)]
    for place, field in places:
        texts = [cells[place] for _number, cells in chunk]
        clean = narrow if field in NARROWED and not "".join(texts).isascii() else str.strip
        cleaned.append(map(clean, texts))
    return zip(*cleaned, strict=True)


def picker(header: list[str], columns: dict[str, str]) -> Pick:
    """A function from the cells of a row to the chosen ones, cleaned."""
    cleaners = [
        (header.index(column), narrow if field in NARROWED else str.strip)
        for field, column in columns.items()
    ]
    return lambda cells: [clean(cells[place]) for place, clean in cleaners]


def narrow(cell: str) -> str:
    """１，２３４．５ as 1,234.5: the same signs, twice as wide."""
    return cell.strip() if cell.isascii() else cell.translate(NARROW).strip()


def line(row: Row, width: int, pick: Pick) -> list[Any]:
    """Number and texts of a row; of a ragged row the number of its cells and no text."""
    number, cells = row
    if is_ragged(cells, width):
        return [number, len(cells)]
    return [number, None, *pick(cells)]


def copy(table: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """COPY rows of texts and numbers; None and "" become NULL."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)", buffer)
