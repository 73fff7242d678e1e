"""Rejected rows as a file of the same form, with column and reason added."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.imports import reasons
from accounts.imports.fields import label
from accounts.imports.readers import open_table
from accounts.models.batch import ImportBatch

ADDED = (_("Rejected column"), _("Rejected because"))
# What a spreadsheet would run as a formula; a negative number or a phone number is none, as long
# as nothing else follows ("-1+cmd|…" is one).
FORMULA = re.compile(r"^[=@\t\r\n＝＋－＠]|^[-+](?![\d.,¥$€£%()\s-]*$)")


def download(batch: ImportBatch) -> HttpResponse | StreamingHttpResponse:
    if not batch.file or not batch.counts.get("rejected"):
        raise Http404
    name = Path(batch.file_name.removesuffix(".gz")).stem + "-rejected"
    with open_table(Path(batch.file.path)) as table:
        is_workbook, delimiter = table.is_workbook, table.delimiter
    if is_workbook:
        return FileResponse(workbook(batch), as_attachment=True, filename=f"{name}.xlsx")
    lines = csv_lines(rows(batch), delimiter)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    quoted = FileResponse(io.BytesIO(), as_attachment=True, filename=f"{name}.csv")
    response["Content-Disposition"] = quoted["Content-Disposition"]
    return response


def csv_lines(rows: Iterator[list[str]], delimiter: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    yield "\ufeff"
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def workbook(batch: ImportBatch) -> io.BytesIO:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows(batch):
        sheet.append([safe(openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def rows(batch: ImportBatch) -> Iterator[list[str]]:
    """Header and rejected rows in the order of the file. The words are chosen at once: a stream
    is read when the request and its language are gone."""
    return merged(batch, [str(name) for name in ADDED], reasons_by_line(batch), added_names())


def merged(
    batch: ImportBatch, added: list[str], found: dict[int, list[str]], ours: set[str]
) -> Iterator[list[str]]:
    with open_table(Path(batch.file.path)) as table:
        kept = [place for place, name in enumerate(table.header) if name not in ours]
        yield [table.header[place] for place in kept] + added
        for number, cells in table.rows:
            if number in found:
                yield [cells[place] if place < len(cells) else "" for place in kept] + found[number]


def added_names() -> set[str]:
    """Our columns in every language: a file that was corrected may come back with them."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {str(name) for name in ADDED}
    return names


def reasons_by_line(batch: ImportBatch) -> dict[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line, field, reason, detail FROM accounts_importreject WHERE batch_id = %s",
            [batch.pk],
        )
        return {line: words(batch, *rest) for line, *rest in cursor.fetchall()}


def words(batch: ImportBatch, field: str, reason: str, detail: Any) -> list[str]:
    column = batch.mapping.get(field) or (str(label(batch.kind, field)) if field else "")
    return [column, reasons.text(reason, detail)]
