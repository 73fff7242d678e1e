"""Reading and writing the tracks of the whole book as columns."""

import numpy as np
from django.db import connection

from kam.lib.copy import Column, Columns, read_columns, write_columns

SYSTEMS = ("pyramid", "pareto", "abc", "key_class")
FIELDS = tuple(f"{system}{part}" for system in SYSTEMS for part in ("", "_streak", "_since"))
TYPES = {"account_id": "i8"} | {name: "i4" if name.endswith("_since") else "i2" for name in FIELDS}
DAY = "coalesce({name} - date '2000-01-01', -1)"


def _said(name: str) -> str:
    return DAY.format(name=name) if name.endswith("_since") else name


def _written(name: str) -> str:
    if not name.endswith("_since"):
        return name
    return f"CASE WHEN {name} >= 0 THEN date '2000-01-01' + {name} END"


READ = f"""
SELECT account_id, {", ".join(map(_said, FIELDS))} FROM tiering_track ORDER BY account_id
"""
APPLY = f"""
INSERT INTO tiering_track (account_id, {", ".join(FIELDS)})
SELECT account_id, {", ".join(map(_written, FIELDS))} FROM changed_track
ON CONFLICT (account_id) DO UPDATE SET {", ".join(f"{n} = excluded.{n}" for n in FIELDS)}
"""


def read() -> Columns:
    """Every track, ordered by account; days count from 2000-01-01, -1 is none."""
    return read_columns(READ, TYPES)


def spread(columns: Columns, accounts: Column) -> Columns:
    """The tracks on more accounts, in the same order: who has none is not rated."""
    place = np.searchsorted(accounts, columns["account_id"])
    wider: Columns = {"account_id": accounts}
    for name in FIELDS:
        absent = -1 if name.endswith("_since") else 0
        wider[name] = np.full(len(accounts), absent, TYPES[name])
        wider[name][place] = columns[name]
    return wider


def write(before: Columns, after: Columns) -> int:
    """Write the tracks of `after` that are not as in `before`; returns how many."""
    old = spread(before, after["account_id"])
    differs = np.zeros(len(after["account_id"]), bool)
    for name in FIELDS:
        differs |= old[name] != after[name]
    rows = np.flatnonzero(differs)
    changed = {name: after[name][rows] for name in TYPES}
    with connection.cursor() as cursor:
        fields = ", ".join(
            f"{name} {'int8' if code == 'i8' else 'int4' if code == 'i4' else 'int2'}"
            for name, code in TYPES.items()
        )
        cursor.execute(f"CREATE TEMP TABLE changed_track ({fields}) ON COMMIT DROP")
        write_columns("changed_track", changed, TYPES)
        cursor.execute(APPLY)
        cursor.execute("DROP TABLE changed_track")
    return len(rows)
