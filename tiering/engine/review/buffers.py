"""Who is still inside a buffer, and who is too new to have a class.

Both buffers answer "has not left, as far as this line is concerned". Where several lines hold a
class, an account is inside the buffer if it is inside all of them.
"""

from decimal import Decimal

import numpy as np

from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Counts, Flags, Points


def rank_buffer(rank: Counts, cut: int | Counts, pct: int) -> Flags:
    """Whether each rank is not beyond max(cut + 1, ceil(cut x (100 + pct) / 100)).

    `cut` is the last rank of the account's effective class. A rank of 0 (poor credit: not ranked)
    is outside. A value of 0 or less keeps nobody up, whatever the rank: add `& (value > 0)`.
    """
    last = np.asarray(cut, np.int64)
    limit = np.maximum(last + 1, -(-last * (100 + pct) // 100))
    return np.asarray((rank > 0) & (rank <= limit))


def score_buffer(score: Counts | Amounts, threshold: Decimal, buffer: Decimal) -> Flags:
    """Whether each score, in hundredths of a point, is not below `threshold - buffer`, in points.

    Exactly there is still inside. -1 (not assessed) is outside unless the line lies below zero:
    whether an unknown score may cost a class is for the caller to say.
    """
    top, bottom = (threshold - buffer).as_integer_ratio()
    return np.asarray(score.astype(np.int64) * bottom >= 100 * top)


def newcomers(days_since_first: Counts, occasions: Counts | Points, policy: Policy) -> Flags:
    """Accounts that get no class yet: bought for the first time lately, and not often enough.

    `days_since_first` is -1 for one that has never bought, which stays new.
    """
    rule = policy.hysteresis
    return (days_since_first < rule.new_days) & (occasions < rule.new_occasions)
