"""Classes that contradict how accounts are served (domain §3.9.2)."""

import numpy as np

from tiering.engine.population import UNKNOWN, Amounts, Flags


def twice_the_median(hours: Amounts, among: Flags) -> int:
    """Twice, so that it is whole between two; -1 of no account."""
    found = np.sort(hours[among])
    if not len(found):
        return UNKNOWN
    return int(found[(len(found) - 1) // 2] + found[len(found) // 2])


def above_median(hours: Amounts, wanted: Flags, among: Flags) -> Flags:
    """Those `wanted` with more hours than the median of those `among`; nobody without any."""
    limit = twice_the_median(hours, among)
    return np.asarray(wanted & (limit != UNKNOWN) & (2 * hours > limit))
