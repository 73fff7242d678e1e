"""What kind of file it is, and whether it is safe to open."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.imports.refusal import ImportRefused

CHUNK = 1024 * 1024
GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def too_large(size: int, limit: int) -> None:
    if size > limit:
        raise ImportRefused(
            _("The file is too large: the limit is %(limit)s."), limit=f"{limit / 2**20:.0f} MB"
        )


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what a .gz holds, up to `IMPORT_MAX_UNPACKED_BYTES`."""
    too_large(path.stat().st_size, settings.IMPORT_MAX_BYTES)
    if first_bytes(path)[:2] != GZIP:
        yield path
        return
    with NamedTemporaryFile(prefix="kam-import-") as plain:
        size = 0
        for piece in gunzip(path):
            size += len(piece)
            too_large(size, settings.IMPORT_MAX_UNPACKED_BYTES)
            plain.write(piece)
        plain.flush()
        yield Path(plain.name)


def gunzip(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) as packed:
            while piece := packed.read(CHUNK):
                yield piece
    except (OSError, EOFError, zlib.error):
        raise ImportRefused(_("The compressed file is damaged.")) from None


def first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def is_workbook(path: Path) -> bool:
    """Whether the content is XLSX; the name is asked only whether it promises so."""
    start = first_bytes(path)
    if path.suffix.lower() == ".xlsx" and start not in (ZIP, OLD_EXCEL):
        raise ImportRefused(_("This is not a readable Excel file."))
    if start == OLD_EXCEL:
        raise ImportRefused(_("This is an old Excel file (.xls). Save it as .xlsx or CSV."))
    return start == ZIP


def check_workbook(path: Path) -> None:
    """Refuse archives that would grow beyond reason, before anything in them is opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ImportRefused(_("This is not a readable Excel file.")) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise ImportRefused(_("This is not a readable Excel file."))
    ratio = settings.IMPORT_MAX_RATIO
    swollen = any(p.file_size > CHUNK and p.file_size > ratio * p.compress_size for p in parts)
    total = sum(part.file_size for part in parts)
    if swollen or len(parts) > 5000 or total > settings.IMPORT_MAX_WORKBOOK_BYTES:
        raise ImportRefused(
            _("The Excel file unpacks to far more than a list of rows would. It was not opened.")
        )
