"""From the classes that show to the standing of every account, writing only what changed."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from django.db import connection

from kam.lib.columns import places
from kam.lib.copy import Column, Columns, read_columns, write_columns
from tiering.models.change import ChangeCause, System
from tiering.services.windows import Windows

CLASSES = (
    "pyramid",
    "subtype",
    "pareto",
    "abc",
    "key_class",
    "pattern",
    "loyalty",
    "provisional",
    "by_group",
)
MANY = 1000
TYPES = {"account_id": "i8", **dict.fromkeys(CLASSES, "i2")}
CHANGE = {"account_id": "i8", "run_id": "i8", "old": "i2", "new": "i2", "cause": "i2"}
CAUSES = tuple(f"{system.value}_cause" for system in System)

CURRENT = """
SELECT account_id, pyramid::int2, subtype::int2, pareto::int2, abc::int2, key_class::int2,
  pattern::int2, loyalty::int2, provisional::int2, by_group::int::int2
FROM accounts_standing ORDER BY account_id
"""
MEMBERS = "SELECT id, top_id FROM accounts_account WHERE top_id <> id ORDER BY id"
APPLY = """
INSERT INTO accounts_standing AS s
  (account_id, pyramid, subtype, pareto, abc, key_class, pattern, loyalty, provisional, by_group,
   since)
SELECT account_id, pyramid, subtype, pareto, abc, key_class, pattern, loyalty, provisional,
  by_group <> 0,
  %(as_of)s
FROM changed_standing
ON CONFLICT (account_id) DO UPDATE SET
  pyramid = excluded.pyramid, subtype = excluded.subtype, pareto = excluded.pareto,
  abc = excluded.abc, key_class = excluded.key_class, pattern = excluded.pattern,
  loyalty = excluded.loyalty,
  provisional = excluded.provisional, by_group = excluded.by_group,
  since = CASE WHEN s.pyramid = excluded.pyramid THEN s.since ELSE excluded.since END
"""


def apply_standings(*, run_id: int, as_of: date, classes: Columns, windows: Windows) -> int:
    """Write the standings that differ from the classes that show, and the changes as history.

    `classes` has `account_id`, the columns of `CLASSES` but `by_group`, and why each changed
    (`…_cause`, numbers of `ChangeCause`; 0 is "as computed"), ordered by account. Returns the
    number of accounts whose standing changed.
    """
    wanted = _with_members(classes, windows)
    current = read_columns(CURRENT, TYPES)
    wanted, current = _aligned(wanted, current)
    differs = np.zeros(len(wanted["account_id"]), bool)
    for name in CLASSES:
        differs |= wanted[name] != current[name]
    rows = np.flatnonzero(differs)
    _write_standings({name: column[rows] for name, column in wanted.items()}, as_of)
    for system in System:
        _write_changes(system, run_id, as_of, wanted, current)
    return len(rows)


def _with_members(classes: Columns, windows: Windows) -> Columns:
    """Members of a group carry the classes of its top account, marked "by group"."""
    wanted = {name: classes[name] for name in (*TYPES, *CAUSES) if name != "by_group"}
    wanted["by_group"] = np.zeros(len(wanted["account_id"]), np.int16)
    if not windows.by_group:
        return wanted
    members = read_columns(MEMBERS, {"id": "i8", "top_id": "i8"})
    own = ~np.isin(wanted["account_id"], members["id"])  # a head that has joined a group
    wanted = {name: column[own] for name, column in wanted.items()}
    place = places(wanted["account_id"], members["top_id"])
    found = place >= 0
    rows = place[found]
    extra = {name: column[rows] for name, column in wanted.items()}
    extra |= {"account_id": members["id"][found], "by_group": np.ones(len(rows), np.int16)}
    both = {name: np.concatenate([wanted[name], extra[name]]) for name in wanted}
    order = np.argsort(both["account_id"], kind="stable")
    return {name: column[order] for name, column in both.items()}


def _aligned(wanted: Columns, current: Columns) -> tuple[Columns, Columns]:
    """Both on the union of their accounts; who is missing on a side is not rated there."""
    if np.array_equal(wanted["account_id"], current["account_id"]):
        return wanted, current
    accounts = np.union1d(wanted["account_id"], current["account_id"])
    return _spread(wanted, accounts), _spread(current, accounts)


def _spread(columns: Columns, accounts: Column) -> Columns:
    place = np.searchsorted(accounts, columns["account_id"])
    spread: Columns = {"account_id": accounts}
    for name in (*CLASSES, *CAUSES):
        spread[name] = np.zeros(len(accounts), np.int16)
        if name in columns:
            spread[name][place] = columns[name]
    return spread


def _write_standings(changed: Mapping[str, Column], as_of: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE changed_standing (account_id bigint, pyramid int2, subtype int2,"
            " pareto int2, abc int2, key_class int2, pattern int2, loyalty int2, provisional int2,"
            " by_group int2) ON COMMIT DROP"
        )
        write_columns("changed_standing", changed, TYPES)
        cursor.execute(APPLY, {"as_of": as_of})
        if len(changed["account_id"]) > MANY:
            cursor.execute("ANALYZE accounts_standing")  # a first run: pages must not wait for it
        cursor.execute("DROP TABLE changed_standing")


def _write_changes(
    system: System, run_id: int, as_of: date, wanted: Columns, current: Columns
) -> None:
    old, new = current[system.value], wanted[system.value]
    rows = np.flatnonzero(old != new)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE new_change (account_id bigint, run_id bigint, old int2, new int2,"
            " cause int2) ON COMMIT DROP"
        )
        cause = wanted[f"{system.value}_cause"][rows]
        columns = {
            "account_id": wanted["account_id"][rows],
            "run_id": np.full(len(rows), run_id),
            "old": old[rows],
            "new": new[rows],
            "cause": np.where(cause == 0, ChangeCause.COMPUTED, cause),
        }
        write_columns("new_change", columns, CHANGE)
        cursor.execute(
            "INSERT INTO tiering_classchange (account_id, run_id, system, as_of, old, new, cause,"
            " reason) SELECT account_id, run_id, %s, %s, old, new, cause, '' FROM new_change",
            [system.value, as_of],
        )
        cursor.execute("DROP TABLE new_change")
