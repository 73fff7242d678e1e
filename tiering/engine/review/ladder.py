"""The classes of a system from best to worst, and which of them a manager has to approve."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    LoyaltyStep,
    ParetoClass,
    PyramidTier,
    TransactionPattern,
)
from tiering.engine.population import UNKNOWN, Codes, Flags


@dataclass(frozen=True, slots=True)
class Ladder:
    """Codes from best to worst: their order is the direction, whatever their numbers are.

    On the ladder a class has a place: 1 the best, larger is worse, and 0 is "not rated", which is
    on no rung. A change into or out of a class of `approval` is proposed and not made; so is a
    first class if the ladder `asks_first`.
    """

    codes: tuple[int, ...]
    approval: Collection[int] = frozenset()
    asks_first: bool = False

    def __post_init__(self) -> None:
        if not 0 < len(set(self.codes)) == len(self.codes) or not all(
            0 < code < 128 for code in self.codes
        ):
            raise ValueError("a ladder has codes from 1 to 127, each once")
        if not set(self.approval) <= set(self.codes):
            raise ValueError("approval should name classes of the ladder")

    @property
    def worst(self) -> int:
        """The place of the worst class."""
        return len(self.codes)

    def places(self, codes: Codes) -> Codes:
        """The place of each code; raises ValueError for a code that is on no rung."""
        table = np.full(256, UNKNOWN, np.int8)  # negative codes come after 127
        table[[0, *self.codes]] = range(self.worst + 1)
        places = table[codes.view(np.uint8)]
        if np.any(places == UNKNOWN):
            raise ValueError("there is a class that is not on the ladder")
        return places

    def at(self, places: Codes) -> Codes:
        """The codes at these places."""
        return np.array((0, *self.codes), np.int8)[places]

    def guards(self, places: Codes) -> Flags:
        """Whether a change into or out of the class at each place needs an approval."""
        return np.array([False, *(code in self.approval for code in self.codes)])[places]


PYRAMID = Ladder(tuple(PyramidTier), frozenset({PyramidTier.TOP, PyramidTier.MAJOR}))
PARETO = Ladder(tuple(ParetoClass))
ABC = Ladder(tuple(AbcType))
KEY_CLASS = Ladder(
    tuple(KeyAccountClass),
    frozenset({KeyAccountClass.CORE, KeyAccountClass.IMPORTANT}),
    asks_first=True,
)
PATTERN = Ladder(tuple(reversed(TransactionPattern)))
LOYALTY = Ladder(tuple(reversed(LoyaltyStep)))
