"""Sections of the policy that rate single accounts: bands, and the weights of criteria.

Like `tiering.engine.sections`: defaults are the values of the reference, money is in major units.
"""

from decimal import Decimal
from typing import Annotated, Literal

from tiering.engine.settings import (
    Ascending,
    Bands,
    Count,
    Number,
    Percent,
    Section,
    Share,
    SumsTo1,
    SumsTo100,
)

# Yearly spend, in major units (domain §3.7.1 MAX_DEMAND, §5.3).
SPEND = Bands.of("100000 500000 1000000 2000000 5000000 10000000", "0 20 40 55 70 85 100")


class SelectionBands(Section):
    """INTEGRITY, DEV_COST and KEEP_COST in percent, MAX_DEMAND in money (domain §3.7.1)."""

    INTEGRITY: Bands = Bands.of("70 80 90 95 98", "0 30 50 70 85 100")
    MAX_DEMAND: Bands = SPEND
    DEV_COST: Bands = Bands.of("10 25 50 100", "100 80 60 30 0")
    KEEP_COST: Bands = Bands.of("5 10 20 35", "100 80 60 30 0")


class IdealWeights(Section):
    """Parts of the ideal index (domain §3.7.4): lifetime value, and little selling time."""

    value: Share = Decimal("0.6")
    ease: Share = Decimal("0.4")


class AlignmentWeights(Section):
    """Block AL of domain §3.6."""

    idea_alignment: Percent = Decimal(40)
    policy_acceptance: Percent = Decimal(25)
    policy_execution_rate: Percent = Decimal(35)


class StrengthWeights(Section):
    """Block ST of domain §3.6."""

    performance_pct: Percent = Decimal(30)
    management_ability: Percent = Decimal(20)
    network_breadth: Percent = Decimal(15)
    peer_standing: Percent = Decimal(20)
    peer_influence: Percent = Decimal(15)


class RfmWeights(Section):
    recency: Share = Decimal("0.2")
    frequency: Share = Decimal("0.3")
    monetary: Share = Decimal("0.5")


FourCounts = Annotated[tuple[Count, Count, Count, Count], Ascending]
FourAmounts = Annotated[tuple[Number, Number, Number, Number], Ascending]


class RfmBands(Section):
    """Where the five scores part in a company with too few accounts for quintiles."""

    recency_days: FourCounts = (30, 90, 180, 365)
    occasions: FourCounts = (2, 4, 8, 12)
    amount: FourAmounts = (
        Decimal(10_000),
        Decimal(50_000),
        Decimal(200_000),
        Decimal(1_000_000),
    )


class Rfm(Section):
    """Domain §6.1. Frequency and amount are those of `window.ttm_months`."""

    metric: Literal["net_revenue", "gross_profit"] = "net_revenue"
    weights: Annotated[RfmWeights, SumsTo1] = RfmWeights()
    bands: RfmBands = RfmBands()


class PotentialWeights(Section):
    wallet_gap: Percent = Decimal(40)
    market_growth: Percent = Decimal(15)
    cooperation: Percent = Decimal(15)
    strategic_value: Percent = Decimal(15)
    cultural_fit: Percent = Decimal(10)
    operating_condition: Percent = Decimal(5)


class Potential(Section):
    """Domain §5.3."""

    weights: Annotated[PotentialWeights, SumsTo100] = PotentialWeights()
    wallet_gap: Bands = SPEND


class AttractivenessWeights(Section):
    """Domain §6.5."""

    available_spend: Percent = Decimal(25)
    growth: Percent = Decimal(25)
    profitability: Percent = Decimal(20)
    fit: Percent = Decimal(15)
    influence: Percent = Decimal(10)
    payment: Percent = Decimal(5)


class CompetitiveWeights(Section):
    """How customers compare us with the best competitor (domain §6.5)."""

    solution: Percent = Decimal(25)
    delivery: Percent = Decimal(20)
    price: Percent = Decimal(15)
    technical_support: Percent = Decimal(15)
    relation: Percent = Decimal(15)
    brand: Percent = Decimal(10)
