"""One account to explain, with everything that decides its classes."""

from dataclasses import dataclass

from tiering.engine.context import Context, System
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Population
from tiering.engine.results import Classes, Place
from tiering.engine.rfm import rfm_amount
from tiering.engine.value import gross_profit


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
        """Lifetime value in minor units; None where it is not known."""
        worth = self.classes.lifetime
        return int(worth.amount[0]) if worth.known[0] else None

    def judged(self, column: str) -> int | None:
        """A judged fact, with None for unknown."""
        value = int(getattr(self.facts.judged, column)[0])
        return None if value == UNKNOWN else value

    @property
    def amount(self) -> int:
        """What RFM counts as amount, in minor units: net revenue or gross profit."""
        profit = gross_profit(self.facts, self.context.margin_ppm, self.policy)
        return int(rfm_amount(self.facts, profit, self.policy)[0])
