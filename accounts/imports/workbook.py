"""Reading XLSX."""

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from accounts.imports.files import check_workbook
from accounts.imports.refusal import ImportRefused
from accounts.imports.table import Row, Table

MAX_COLUMNS = 500
MAX_ROWS = 1_048_576
DAMAGED = (
    *(zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError, OSError),
    *(TypeError, AttributeError, IndexError, EOFError, OverflowError),
)


@contextmanager
def open_workbook(path: Path) -> Iterator[Table]:
    """The first sheet with anything in it. A formula comes as text that starts with "="."""
    check_workbook(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions and styles, which we do not read
        with path.open("rb") as file:
            book = load(file)
            done = [0]
            header, total, rows = first_filled(book)
            yield Table(
                header,
                padded(rows, len(header), done),
                share=lambda: min(done[0] / total, 1.0),
                is_workbook=True,
            )
            book.close()


def load(file: Any) -> Any:
    try:
        return openpyxl.load_workbook(file, read_only=True)
    except DAMAGED:
        raise ImportRefused(_("This is not a readable Excel file.")) from None


def first_filled(book: Any) -> tuple[list[str], int, Iterator[Row]]:
    """Header, number of rows it claims to have, and the rows below of the first filled sheet."""
    for sheet in book.worksheets:
        total = max(sheet.max_row or 1, 1)
        rows = sheet_rows(sheet)
        _number, header = next(rows, (0, []))
        if header:
            while not header[-1]:
                header.pop()
            return header, total, rows
    return [], 1, iter(())


def sheet_rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the sheet says of its size may be a lie of any size
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise ImportRefused(_("The sheet has more rows or columns than it can have."))
            texts = [text_of(cell) for cell in cells]
            if any(texts):
                yield number, texts
    except DAMAGED:
        raise ImportRefused(_("This is not a readable Excel file.")) from None


def padded(rows: Iterator[Row], width: int, done: list[int]) -> Iterator[Row]:
    """A sheet keeps no empty cells at the end of a row; they are no fault of the row."""
    for number, cells in rows:
        done[0] = number
        while len(cells) > width and not cells[-1]:
            cells.pop()
        yield number, cells + [""] * (width - len(cells))


def text_of(value: Any) -> str:
    """A cell as text; only a real date cell becomes a date, a number stays a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(Decimal(format(value, ".15g")), "f")  # all digits that a spreadsheet keeps
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value).replace("\0", "").strip()
