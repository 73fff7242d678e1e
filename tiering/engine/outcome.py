"""What became of the accounts a policy called key: the back-test's verdict."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tiering.engine.population import Amounts, Flags

KEY_SHARE = 5  # the outcome: among the best fifth by revenue afterwards


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of the `called` accounts so many grew, shrank or kept, or bought nothing afterwards.

    `became` accounts had the outcome (among the best fifth by net revenue in the time after);
    `right` are called ones among them. Precision and recall in percent; None where none is.
    """

    called: int
    grew: int
    shrank: int
    lost: int
    became: int
    right: int

    @property
    def precision(self) -> float | None:
        return float(Fraction(100 * self.right, self.called)) if self.called else None

    @property
    def recall(self) -> float | None:
        return float(Fraction(100 * self.right, self.became)) if self.became else None


def outcome(before: Amounts, after: Amounts) -> Flags:
    """Who is among the best fifth of the accounts that bought anything before or after, by revenue
    after; ties at the border included."""
    return _best(after, (before > 0) | (after > 0))


def verdict(called: Flags, became: Flags, before: Amounts, after: Amounts) -> Verdict:
    """Compare revenue in equal times before and after; one that stays equal has kept, not shrunk.

    `became`: the accounts with the outcome.
    """
    lost = after <= 0
    return Verdict(
        called=_count(called),
        grew=_count(called & (after > before) & ~lost),
        shrank=_count(called & (after < before) & ~lost),
        lost=_count(called & lost),
        became=_count(became),
        right=_count(called & became),
    )


def _best(after: Amounts, among: Flags) -> Flags:
    values = np.sort(after[among & (after > 0)])[::-1]
    count = -(-_count(among) // KEY_SHARE)
    if not len(values) or not count:
        return np.zeros(len(after), np.bool_)
    least = values[min(count, len(values)) - 1]
    return np.asarray((after >= least) & (after > 0))


def _count(rows: Flags) -> int:
    return int(np.count_nonzero(rows))
