"""What comes out of a night: new columns, the moves made, the proposals to raise."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from tiering.engine.population import Codes, Flags
from tiering.engine.review.columns import Days, Standing

Rows = npt.NDArray[np.intp]


class Cause(IntEnum):
    """Why a class changed."""

    FIRST = 1  # it had none
    REVIEW = 2  # better or worse for long enough
    CREDIT = 3  # poor credit or breach of contract: to the bottom at once
    IMMEDIATE = 4  # the policy lets every computed class take effect
    LEFT = 5  # not in the population any more


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Changes made, in the order of the rows."""

    rows: Rows
    old: Codes
    new: Codes
    cause: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """Changes that wait for a manager, in the order of the rows."""

    rows: Rows
    old: Codes
    new: Codes

    @classmethod
    def none(cls) -> Self:
        return cls(np.zeros(0, np.intp), np.zeros(0, np.int8), np.zeros(0, np.int8))


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The columns after the night, and what changed them.

    `overtaken` are rows whose open proposal started from a class they have just left: it should be
    closed undecided.
    """

    value: Codes
    streak: Codes
    since: Days
    moves: Moves
    proposals: Proposals
    overtaken: Rows


def outcome(
    standing: Standing,
    value: Codes,
    streak: Codes,
    cause: Codes,
    proposals: Proposals,
    today: int,
) -> Outcome:
    """The result where `cause` says which rows go to their new `value`, and why."""
    moved: Flags = cause > 0
    rows = np.flatnonzero(moved)
    return Outcome(
        value=value,
        streak=np.where(moved, np.int8(0), streak),
        since=np.where(moved, np.int32(today), standing.since),
        moves=Moves(rows, standing.value[rows], value[rows], cause[rows]),
        proposals=proposals,
        overtaken=np.flatnonzero(moved & (standing.open_proposal > 0)),
    )
