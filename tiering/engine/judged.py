"""What people have rated and recorded of the ranked accounts, as columns (domain §3.5-3.7, §5.3).

Most of a book has none of it: who keeps these columns may leave out accounts where all of them say
nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tiering.engine.columns import UNKNOWN, Amounts, Codes, Counts, Flags, Points, check, layout

# Ratings from 1 to 5, -1 unknown.
RATED = (
    "image_influence",
    "tech_absorption",
    "market_strength",
    "idea_alignment",
    "policy_acceptance",
    "management_ability",
    "network_breadth",
    "peer_standing",
    "peer_influence",
    "market_growth",
    "cooperation",
    "cultural_fit",
    "operating_condition",
    "operating",
    "economic",
    "interaction",
    "service_zone",
)
JUDGED = layout(
    *((name, "i1", UNKNOWN) for name in (*RATED, "idea_before", "acceptance_before")),
    ("retention_stated", "i2", UNKNOWN),
    ("performance", "i4", UNKNOWN),
    ("items_checked", "i4", 0),
    ("items_carried_out", "i4", 0),
    ("checked_before", "i4", 0),
    ("carried_out_before", "i4", 0),
    ("invoices_due", "i4", UNKNOWN),
    ("paid_on_time", "i4", UNKNOWN),
    ("breaches", "i4", UNKNOWN),
    ("contract_months", "i4", 0),
    ("strategic_project", "i8", 0),
    ("wallet", "i8", UNKNOWN),
    ("development_cost", "i8", UNKNOWN),
    ("first_profit", "i8", 0),
    ("first_profit_known", "?", False),
)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Rows as in the population. Ratings are 1 to 5; -1 is unknown.

    `…_before` and the policy items `…_before` are of twelve months earlier. Raises ValueError if
    the columns don't fit together.
    """

    image_influence: Codes
    tech_absorption: Codes
    market_strength: Codes
    idea_alignment: Codes
    policy_acceptance: Codes
    management_ability: Codes
    network_breadth: Codes
    peer_standing: Codes
    peer_influence: Codes
    market_growth: Codes
    cooperation: Codes
    cultural_fit: Codes
    operating_condition: Codes
    operating: Codes
    economic: Codes
    interaction: Codes
    service_zone: Codes  # 1 same city to 5 hard to serve
    idea_before: Codes
    acceptance_before: Codes
    retention_stated: Points  # percent a year, by somebody who knows; -1 nobody
    performance: Counts  # hundredths: percentile of net revenue among its industry
    items_checked: Counts  # policy items of twelve months, and those carried out
    items_carried_out: Counts
    checked_before: Counts
    carried_out_before: Counts
    invoices_due: Counts  # in twelve months, and those of them paid on time; -1 no record
    paid_on_time: Counts
    breaches: Counts  # of contract
    contract_months: Counts  # the longest contract in force; 0 none
    strategic_project: Amounts  # the largest that is open or won; 0 none
    wallet: Amounts  # a year's spend on things like ours, with whomever; -1 unknown
    development_cost: Amounts  # what it took to win the account; -1 unknown
    first_profit: Amounts  # gross profit of its first twelve months
    first_profit_known: Flags

    def __post_init__(self) -> None:
        check(self, JUDGED, len(self))

    def __len__(self) -> int:
        return len(self.image_influence)

    def rows(self, rows: Any) -> "Judged":
        return Judged(**{name: getattr(self, name)[rows] for name in JUDGED})

    @property
    def is_anything(self) -> Flags:
        """Accounts of which anything here is known."""
        known = np.zeros(len(self), np.bool_)
        for name, (_, absent) in JUDGED.items():
            known |= getattr(self, name) != absent
        return known
