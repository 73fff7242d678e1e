"""What a run keeps of the whole population, so that one account can be explained later."""

from enum import IntEnum, StrEnum
from fractions import Fraction

import numpy as np
from pydantic import BaseModel, ConfigDict

from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    LoyaltyStep,
    ParetoClass,
    PyramidTier,
    Recognition,
    RfmSegment,
    SmallSubtype,
    TransactionPattern,
)
from tiering.engine.population import Amounts, Codes
from tiering.engine.sections import Metric


class System(StrEnum):
    """The classification systems of a run, independent of each other (domain §0.2)."""

    PATTERN = "pattern"
    LOYALTY = "loyalty"
    PYRAMID = "pyramid"
    SUBTYPE = "subtype"
    PARETO = "pareto"
    ABC = "abc"
    SEGMENT = "segment"
    RECOGNITION = "recognition"
    KEY_CLASS = "key_class"


CLASSES: dict[System, type[IntEnum]] = {
    System.PATTERN: TransactionPattern,
    System.LOYALTY: LoyaltyStep,
    System.PYRAMID: PyramidTier,
    System.SUBTYPE: SmallSubtype,
    System.PARETO: ParetoClass,
    System.ABC: AbcType,
    System.SEGMENT: RfmSegment,
    System.RECOGNITION: Recognition,
    System.KEY_CLASS: KeyAccountClass,
}


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClassSum(Frozen):
    """How many accounts have a class, and what they sum up to in minor units."""

    code: int
    accounts: int
    value: int
    net_revenue: int


class RfmCuts(Frozen):
    """What scores 2 to 5 begin with: at most so many days, at least so many purchase days, at least
    such an amount; None where nobody has the score (domain §6.1)."""

    recency: tuple[int | None, int | None, int | None, int | None]
    frequency: tuple[int | None, int | None, int | None, int | None]
    monetary: tuple[int | None, int | None, int | None, int | None]


class Context(Frozen):
    """Facts of one run about all its accounts; amounts in minor units of the base currency.

    JSON-ready: `model_dump(mode="json")` out, `Context.model_validate(...)` in.
    """

    population: int
    metric: Metric  # what the policy asks for
    basis: Metric  # what the data could give
    margin_ppm: int | None  # company average margin, which stands in for a missing one
    clv_ppm: int | None
    estimated: int  # accounts valued by a company average
    provisional: int  # accounts with a provisional ABC type
    cut_ranks: tuple[int, int, int]
    cut_values: tuple[int | None, int | None, int | None]
    not_separating: bool
    positive_total: int
    pareto_amounts: tuple[int, int]
    net_revenue: int
    positive_revenue: int
    big_order_cut: int  # mean order value from which orders are big (domain §3.5)
    rfm_cuts: RfmCuts
    equity: int  # sum of the known lifetime values (domain §5.2)
    negative_equity: int
    valued: int  # accounts whose lifetime value is known
    cohorts: tuple[tuple[int, int], ...]  # as in `Population`
    classes: dict[System, tuple[ClassSum, ...]]

    @property
    def fell_back(self) -> bool:
        """Whether accounts were ranked by another metric than the policy asks for."""
        return self.basis is not self.metric

    def revenue_share(self, net_revenue: int) -> float | None:
        """Percent of all positive net revenue (domain §3.1 RS); None if there is none."""
        if not self.positive_revenue:
            return None
        return float(Fraction(100 * max(net_revenue, 0), self.positive_revenue))


def class_sums(
    kinds: type[IntEnum], codes: Codes, value: Amounts, net_revenue: Amounts
) -> tuple[ClassSum, ...]:
    """One `ClassSum` per class of the system in its order, also where nobody has it."""
    members = ((kind, np.flatnonzero(codes == kind)) for kind in kinds)
    return tuple(
        ClassSum(
            code=int(kind),
            accounts=len(rows),
            value=int(value[rows].sum()),
            net_revenue=int(net_revenue[rows].sum()),
        )
        for kind, rows in members
    )
