"""Whose accounts move in a what-if.

Which accounts are meant goes to the database as one bit per account id: a book of 100,000 is 12 kB,
and asking for a bit costs less than finding an id in a list.
"""

from dataclasses import dataclass

import numpy as np

from kam.lib.copy import Column, Columns, read_columns
from tiering.whatif import WhatIf

MOVED = """
SELECT coalesce(owner_id, 0), coalesce(unit_id, 0), sum(get_bit({up}, id))::int8,
  sum(get_bit({down}, id))::int8
FROM accounts_account WHERE id < {size} AND get_bit({moved}, id) = 1
GROUP BY owner_id, unit_id ORDER BY 1, 2
"""
HELD = """
SELECT id, coalesce(owner_id, 0), coalesce(unit_id, 0) FROM accounts_account
WHERE id < {size} AND get_bit({ids}, id) = 1 ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to the accounts of one owner or unit (None: nobody's)."""

    key: int | None
    up: int
    down: int

    @property
    def accounts(self) -> int:
        return self.up + self.down


def effects_of(whatif: WhatIf) -> tuple[list[Effect], list[Effect]]:
    """By owner and by unit; one query."""
    ids, way = whatif.account_id, whatif.way
    size = _size(ids)
    bits = {"moved": way != 0, "up": way > 0, "down": way < 0}
    query = MOVED.format(size=size, **{name: _bits(ids[on], size) for name, on in bits.items()})
    found = read_columns(query, dict.fromkeys(("owner", "unit", "up", "down"), "i8"))
    return (
        by_holder(found["owner"], found["up"], found["down"]),
        by_holder(found["unit"], found["up"], found["down"]),
    )


def by_holder(keys: Column, up: Column, down: Column) -> list[Effect]:
    """Sums by key (0 is nobody), most moves first."""
    found, group = np.unique(keys, return_inverse=True)
    sums = [np.bincount(group, way, len(found)).astype(int).tolist() for way in (up, down)]
    effects = [Effect(key or None, *each) for key, *each in zip(found.tolist(), *sums, strict=True)]
    return sorted(effects, key=lambda effect: (-effect.accounts, effect.key or 0))


def holders(ids: Column) -> Columns:
    """Owner and unit of the accounts, in order of their ids; 0 is nobody. One query."""
    size = _size(ids)
    query = HELD.format(size=size, ids=_bits(ids, size))
    return read_columns(query, {"id": "i8", "owner": "i8", "unit": "i8"})


def _size(ids: Column) -> int:
    return int(ids.max(initial=0)) + 1


def _bits(ids: Column, size: int) -> str:
    """A literal in which bit n says whether n is one of the ids."""
    on = np.zeros(size, np.bool_)
    on[ids] = True
    return rf"'\x{np.packbits(on, bitorder='little').tobytes().hex()}'::bytea"
