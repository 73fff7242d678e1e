"""Importing in tests: a text or rows become a file, the file a batch."""

import gzip
import io

import openpyxl
from django.core.files.base import ContentFile

from accounts.imports import batches, mapping
from accounts.models import LedgerEntry

HEADER = "account,reference,date,amount\n"


def xlsx(*rows, sheets=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets or [rows]):
        sheet = book.create_sheet(f"Sheet {number}")
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(content, kind="ledger", by=None, source="erp", name="file.csv", known=""):
    if isinstance(content, str):
        content = content.encode()
    file = ContentFile(content, name=name)
    return batches.upload(file=file, kind=kind, source=source, by=by, known=known)


def checked(content, kind="ledger", columns=None, **options):
    """A batch after its check: CHECKED, or FAILED with `error`."""
    names = ("by", "source", "name", "known")
    batch = upload(content, kind, **{n: options.pop(n) for n in names if n in options})
    columns = mapping.recognise(kind, batch.header, columns)
    batches.start_check(batch, columns=columns, options=batches.clean_options(options))
    return batches.check(batch.pk)


def imported(content, kind="ledger", **options):
    batch = checked(content, kind, **options)
    assert batch.state == "checked", batch.error
    return saved(batch)


def saved(batch):
    batches.start_save(batch)
    return batches.save(batch.pk)


def orders(**filters):
    """What the ledger knows now, as plain rows."""
    rows = LedgerEntry.objects.current().filter(**filters).order_by("account__code", "reference")
    return [
        (e.account.code, e.reference, e.date.isoformat(), e.kind, str(e.amount), e.currency)
        for e in rows.select_related("account")
    ]


def reasons(batch):
    """Rejected rows: {row: (column, reason)}."""
    return {
        line: (reason["field"], reason["reason"])
        for reason in batch.counts["reasons"]
        for line in reason["lines"]
    }


def gz(content):
    return gzip.compress(content.encode() if isinstance(content, str) else content)
