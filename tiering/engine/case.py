"""One account to explain, with everything that decides its classes."""

from dataclasses import dataclass

from tiering.engine.context import Context, System
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Population
from tiering.engine.score import Classes, Place


@dataclass(frozen=True, slots=True)
class Case:
    facts: Population
    place: Place
    context: Context
    policy: Policy
    classes: Classes

    def fact(self, column: str) -> int:
        """A whole-number fact as it stands in the column."""
        return int(getattr(self.facts, column)[0])

    def known(self, column: str) -> int | None:
        """The same with None for unknown."""
        value = self.fact(column)
        return None if value == UNKNOWN else value

    def code(self, system: System) -> int:
        return int(getattr(self.classes, system)[0])

    @property
    def clv(self) -> int | None:
        return self.fact("clv") if self.facts.clv_known[0] else None
