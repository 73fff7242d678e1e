"""What scoring gives: columns over all accounts, and what of it depends on the others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiering.engine.assess import Assessed, Company
from tiering.engine.clv import Estimates
from tiering.engine.context import Context
from tiering.engine.exact import Hundredths
from tiering.engine.pareto import CutAmounts
from tiering.engine.population import Amounts, Codes, Counts, Flags, Points
from tiering.engine.pyramid import CutRanks


@dataclass(frozen=True, slots=True)
class Place:
    """Where one account stands among the others: with its own facts, all that decides its classes.

    `before` is the cumulative positive value of the accounts above it; amounts in minor units.
    `retention` is in hundredths of a percent, `rfm` three digits (543, 0 never bought).
    """

    value: int
    estimated: bool
    position: int
    rank: int
    before: int
    retention: int
    rfm: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Classes:
    """The classes of every account, as columns of the codes of `kam.lib.classes`.

    0 is "not rated"; `provisional` holds bits of `Provisional`. With them the lifetime value, which
    decides on some, and what was assessed by judgement.
    """

    pattern: Codes
    loyalty: Codes
    pyramid: Codes
    subtype: Codes
    pareto: Codes
    abc: Codes
    provisional: npt.NDArray[np.uint8]
    segment: Codes
    recognition: Codes
    key_class: Codes
    band: Codes  # `SelectionDecision` by the weighted score alone
    lifetime: Estimates
    assessed: Assessed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scores(Classes):
    """Results of a run, row by row as in the population; amounts in minor units.

    `position` is a unique order over all accounts, `rank` the competition rank behind the pyramid
    (0 with poor credit), `before` the cumulative positive value of the accounts above. `retention`
    and `rfm` as in `Place`.
    """

    account_id: Amounts
    value: Amounts
    estimated: Flags
    position: Counts
    rank: Counts
    before: Amounts
    retention: Hundredths
    rfm: Points
    context: Context

    def __len__(self) -> int:
        return len(self.account_id)

    def place(self, index: int) -> Place:
        return Place(
            value=int(self.value[index]),
            estimated=bool(self.estimated[index]),
            position=int(self.position[index]),
            rank=int(self.rank[index]),
            before=int(self.before[index]),
            retention=int(self.retention[index]),
            rfm=int(self.rfm[index]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """The part of the classes' input that depends on all other accounts."""

    value: Amounts
    rank: Counts
    before: Amounts
    retention: Hundredths
    rfm: Points
    cut_ranks: CutRanks
    positive_total: int
    pareto_amounts: CutAmounts
    margin_ppm: int | None
    company: Company
