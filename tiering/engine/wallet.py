"""Share of wallet, and what ranks among suppliers say about it (domain §6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tiering.engine.exact import FULL, Hundredths, ratio
from tiering.engine.population import Amounts, Flags


@dataclass(frozen=True, slots=True, eq=False)
class WalletShares:
    """Our share of the customer's spend, as hundredths of a percent, -1 unknown, at most 100 %.

    `data_error` marks accounts that would have more: the estimate cannot be right.
    """

    share: Hundredths
    data_error: Flags


def share_of_wallet(net_revenue: Amounts, wallet: Amounts, known: Flags) -> WalletShares:
    """Net revenue / wallet, both in minor units, of the same period and category.

    Unknown without an estimate above 0. More returns than sales are a share of 0.
    """
    usable = known & (wallet > 0)
    data_error = usable & (net_revenue > wallet)
    ours = np.clip(net_revenue, 0, np.maximum(wallet, 0))
    share = ratio(ours, wallet, known)
    share[data_error] = FULL
    return WalletShares(share, data_error)


def wallet_allocation(places: Sequence[int]) -> list[Fraction]:
    """Shares of wallet by the Wallet Allocation Rule, one per supplier; they add up to 1.

    `places` orders all suppliers the customer uses, 1 the best liked; suppliers with the same
    number share the mean of their ranks. (1 - rank / (n + 1)) x 2 / n [W15].
    """
    count = len(places)
    return [(1 - _mean_rank(place, places) / (count + 1)) * Fraction(2, count) for place in places]


def _mean_rank(place: int, places: Sequence[int]) -> Fraction:
    before = sum(other < place for other in places)
    return before + Fraction(places.count(place) + 1, 2)
