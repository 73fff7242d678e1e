"""Reading CSV."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from accounts.imports.encoding import encoding_of
from accounts.imports.refusal import ImportRefused
from accounts.imports.table import Row, Table


@contextmanager
def open_text(path: Path) -> Iterator[Table]:
    """The file as a table: quotation marks as in RFC 4180, delimiter comma, semicolon or tab."""
    encoding = encoding_of(path)
    size = path.stat().st_size or 1
    with path.open(encoding=encoding, newline="") as text:
        delimiter = delimiter_of(path, encoding)
        rows = numbered(csv.reader(text, delimiter=delimiter, strict=True))
        _number, header = next(rows, (0, []))
        yield Table(
            [cell.strip() for cell in header],
            rows,
            share=lambda: min(cast(BufferedReader, text.buffer).tell() / size, 1.0),
            delimiter=delimiter,
        )


def delimiter_of(path: Path, encoding: str) -> str:
    """The one of comma, semicolon and tab that cuts the header into most columns."""
    with path.open(encoding=encoding, newline="") as text:
        lines = iter(lambda: text.readline(200_000), "")
        first = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


def numbered(reader: Any) -> Iterator[Row]:
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield number, cells
    except csv.Error:
        raise ImportRefused(
            _("Line %(line)d can't be read: a quotation mark is not closed or not doubled."),
            line=reader.line_num,
        ) from None
