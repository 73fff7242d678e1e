"""A file seen as a table of text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Row = tuple[int, list[str]]  # number of the row as a spreadsheet shows it, cells


@dataclass(frozen=True)
class Table:
    """`rows` leaves out rows without any text; `share` is how much was read (0 to 1)."""

    header: list[str]
    rows: Iterator[Row]
    share: Callable[[], float]
    delimiter: str = ","
    is_workbook: bool = False
