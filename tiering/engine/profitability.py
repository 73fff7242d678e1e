"""Who earns and who costs: the whale curve, and the list of accounts that lose money.

Domain §6.8 and §3.9.3 LOSS. Contribution is gross profit less cost to serve, in minor units.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tiering.engine.exact import FULL, half_up, times
from tiering.engine.population import Amounts, Flags

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Whale:
    """Accounts by contribution, the best first, and what the first ones of them earn together.

    `order` has row numbers, `cumulative` minor units; `peak` is the largest sum and
    `peak_position` the number of accounts it takes (0 if nobody earns). Hundredths of a percent of
    the total are `shares`, `peak_share` and `erosion`, by how much the peak exceeds 100 %: None
    where the total is not above 0. `losers` and `lost` count accounts below 0 and sum them up.
    """

    order: Rows
    cumulative: Amounts
    peak: int
    peak_position: int
    losers: int
    lost: int
    shares: Amounts | None
    peak_share: int | None
    erosion: int | None


def whale_curve(contribution: Amounts, known: Flags) -> Whale:
    """Curve of the accounts whose contribution is known; equal ones stay in the order of rows.

    Raises OverflowError if a share does not fit 64 bits.
    """
    rows = np.flatnonzero(known)
    order = rows[np.argsort(~contribution[rows], kind="stable")]
    ordered = contribution[order]
    cumulative = np.cumsum(ordered)
    total = int(cumulative[-1]) if len(order) else 0
    position = int(np.argmax(cumulative)) + 1 if len(order) and ordered[0] > 0 else 0
    peak = int(cumulative[position - 1]) if position else 0
    shares = half_up(times(cumulative, FULL), total).astype(np.int64) if total > 0 else None
    peak_share = int(shares[position - 1]) if shares is not None else None
    return Whale(
        order,
        cumulative,
        peak,
        position,
        int(np.count_nonzero(ordered < 0)),
        int(np.minimum(ordered, 0).sum()),
        shares,
        peak_share,
        None if peak_share is None else peak_share - FULL,
    )


def loss_list(
    contribution: Amounts, contribution_known: Flags, clv: Amounts, clv_known: Flags
) -> Rows:
    """Rows of accounts with a contribution or a lifetime value below 0, the greatest loss first.

    By contribution, then lifetime value, then row; an unknown amount counts as 0 in the order, and
    never puts an account on the list.
    """
    earned = np.where(contribution_known, contribution, 0)
    worth = np.where(clv_known, clv, 0)
    rows = np.flatnonzero((earned < 0) | (worth < 0))
    return rows[np.lexsort((worth[rows], earned[rows]))]
