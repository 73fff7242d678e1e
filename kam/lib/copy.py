"""Columns in and out of PostgreSQL by binary COPY: no row passes through Python.

A column is fixed-width (`i2`, `i4`, `i8`, `f8`); NULL is not allowed, so queries give a sentinel.
Measured against cursors and CSV in the prototype: 10 to 20 times less time (design §2).
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
TRAILER = b"\xff\xff"

Column = npt.NDArray[Any]
Columns = dict[str, Column]
Types = Mapping[str, str]


def row_type(types: Types) -> np.dtype[Any]:
    """The layout of one row as COPY sends it: count of fields, then length and value of each."""
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, code in types.items():
        layout += [(f"length of {name}", ">i4"), (name, f">{code}")]
    return np.dtype(layout)


def read_columns(query: str, types: Types) -> Columns:
    """The result of `query` as one contiguous array per column, named and typed by `types`."""
    buffer = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", buffer)
    layout = row_type(types)
    start, end = len(HEADER), buffer.tell() - len(TRAILER)
    if (end - start) % layout.itemsize:
        raise ValueError("the query gives NULL or other types than announced")
    rows = np.frombuffer(buffer.getbuffer(), layout, (end - start) // layout.itemsize, start)
    return {name: rows[name].astype(code) for name, code in types.items()}


def write_columns(table: str, columns: Mapping[str, Column], types: Types) -> int:
    """Append the columns to `table` (a trusted name); returns the number of rows."""
    layout = row_type(types)
    size = len(next(iter(columns.values())))
    rows = np.empty(size, layout)
    rows["fields"] = len(types)
    for name, code in types.items():
        rows[f"length of {name}"] = np.dtype(code).itemsize
        rows[name] = columns[name]
    names = ", ".join(types)
    with connection.cursor() as cursor:
        stream = BytesIO(HEADER + rows.tobytes() + TRAILER)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)", stream)
    return size
