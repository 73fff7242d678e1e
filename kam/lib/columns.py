"""Columns keyed by ascending ids: finding rows and putting values in their place."""

from typing import Any

import numpy as np

from kam.lib.copy import Column


def places(keys: Column, wanted: Column) -> Column:
    """Where each wanted id stands in ascending `keys`; -1 if it does not."""
    if not len(keys):
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def placed(keys: Column, wanted: Column, values: Column, absent: Any) -> Column:
    """`values` of the `wanted` ids as a column on `keys`; `absent` where there is none."""
    column = np.full(len(keys), absent)
    place = places(keys, wanted)
    column[place[place >= 0]] = values[place >= 0]
    return column
