"""Opening a file as a table, whatever it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accounts.imports import files
from accounts.imports.refusal import ImportRefused
from accounts.imports.table import Table
from accounts.imports.text import open_text
from accounts.imports.workbook import MAX_COLUMNS, open_workbook


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Raises ImportRefused for a file that can't be read as one table."""
    with files.unpacked(path) as plain:
        opened = open_workbook(plain) if files.is_workbook(plain) else open_text(plain)
        with opened as table:
            check_header(table.header)
            yield table


def check_header(header: list[str]) -> None:
    if not any(header):
        raise ImportRefused(_("The file is empty."))
    if len(header) > MAX_COLUMNS:
        raise ImportRefused(_("The file has more than %(limit)d columns."), limit=MAX_COLUMNS)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ImportRefused(_("Two columns have the same name: %(names)s."), names=twice)
