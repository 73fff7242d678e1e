"""What goes into a review: one row per account, ordered by account id."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from tiering.engine.population import Codes, Counts, Flags

Days = Counts

NEVER = -1


class Columns:
    """Columns of fixed types and one length; raises ValueError if they don't fit together."""

    __slots__ = ()
    TYPES: ClassVar[dict[str, str]]

    def __post_init__(self) -> None:
        for name, code in self.TYPES.items():
            _check(name, getattr(self, name), np.dtype(code), len(self))

    def __len__(self) -> int:
        first = next(iter(self.TYPES))
        return len(getattr(self, first))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Standing(Columns):
    """What stands for each account before a night.

    `value` is the effective class by rule, 0 not rated. `streak` is n when the computed class was
    better at the last n reviews, -n when it was worse and outside the buffer; it stops at +-127.
    `since` is the day of the last change, from which the dwell counts. A rejection is silent for
    the computed class `silent_for` before the day `silent_until`. `open_proposal` is the class
    proposed and not yet decided. While an account is `pinned`, nothing is proposed for it.
    """

    TYPES: ClassVar[dict[str, str]] = {
        "value": "i1",
        "streak": "i1",
        "since": "i4",
        "silent_until": "i4",
        "silent_for": "i1",
        "open_proposal": "i1",
        "pinned": "?",
    }

    value: Codes
    streak: Codes
    since: Days
    silent_until: Days
    silent_for: Codes
    open_proposal: Codes
    pinned: Flags

    @classmethod
    def unrated(cls, size: int) -> Self:
        """Accounts nobody has rated yet."""
        columns = {name: np.zeros(size, code) for name, code in cls.TYPES.items()}
        never = {name: np.full(size, NEVER, np.int32) for name in ("since", "silent_until")}
        return cls(**columns | never)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tonight(Columns):
    """What a run found for each account.

    `computed` is 0 where the account is not in the population. `inside_buffer` says that a worse
    computed class does not count as worse (`buffers.py`); elsewhere it means nothing. While
    `immediate_fall` stands (poor credit, breach of contract), the worst class counts as computed.
    """

    TYPES: ClassVar[dict[str, str]] = {
        "computed": "i1",
        "is_new": "?",
        "inside_buffer": "?",
        "immediate_fall": "?",
    }

    computed: Codes
    is_new: Flags
    inside_buffer: Flags
    immediate_fall: Flags

    @classmethod
    def of(cls, computed: Codes, **flags: Flags) -> Self:
        """The computed classes with the flags given; those left out are down everywhere."""
        down = {name: np.zeros(len(computed), np.bool_) for name in list(cls.TYPES)[1:]}
        return cls(computed=computed, **down | flags)


def _check(name: str, column: np.ndarray[Any, Any], dtype: np.dtype[Any], size: int) -> None:
    if column.shape != (size,):
        raise ValueError(f"{name} should have {size} rows, not {column.shape}")
    if column.dtype != dtype:
        raise ValueError(f"{name} should be {dtype}, not {column.dtype}")
