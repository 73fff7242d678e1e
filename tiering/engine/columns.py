"""Columns of fixed types and one length: what the engine's tables are made of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Amounts = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Points = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

UNKNOWN = -1

# Type of each column, and what stands in it where nothing is known.
Layout = Mapping[str, tuple[np.dtype[Any], Any]]


def layout(*rows: tuple[str, str, Any]) -> Layout:
    """From name, type code and the value for nothing."""
    return {name: (np.dtype(code), absent) for name, code, absent in rows}


def check(table: object, columns: Layout, size: int) -> None:
    """Raises ValueError if a column has another type or length, OverflowError if amounts can't be
    added up exactly."""
    for name, (dtype, _) in columns.items():
        column = getattr(table, name)
        if column.shape != (size,):
            raise ValueError(f"{name} should have {size} rows, not {column.shape}")
        if column.dtype != dtype:
            raise ValueError(f"{name} should be {dtype}, not {column.dtype}")
        if dtype == np.int64 and np.abs(column).sum(dtype=np.float64) >= 2.0**62:
            raise OverflowError(f"{name} is too large to be added up exactly")


def filled(
    columns: Layout, given: Mapping[str, npt.ArrayLike], size: int
) -> dict[str, npt.NDArray[Any]]:
    """All columns of a layout: what is given in its type, the rest with nothing in it."""
    return {
        name: _cast(name, given[name], dtype) if name in given else np.full(size, absent, dtype)
        for name, (dtype, absent) in columns.items()
    }


def _cast(name: str, values: npt.ArrayLike, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    given = np.asarray(values)
    column = given.astype(dtype, copy=False)
    if len(given) and not np.array_equal(given, column, equal_nan=dtype.kind == "f"):
        raise ValueError(f"{name} has values that don't fit {dtype}")
    return column
