"""What a file really is, read from its first bytes. Pure."""

from typing import IO
from zipfile import BadZipFile, ZipFile

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 10
# What browsers offer to choose from; what a file is, only its content says.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,application/pdf,.docx,.xlsx,.pptx"
STARTS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": "application/pdf",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}


def mime_of(file: IO[bytes]) -> str | None:
    """The type of an open file if we take such files: pictures, PDF, office documents; else None.

    HTML, SVG and programs have no place here, whatever they are called.
    """
    start = file.read(16)
    file.seek(0)
    found = next((mime for magic, mime in STARTS.items() if start.startswith(magic)), None)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1"):
        return "image/heic"
    return found or (_office(file) if start[:4] == b"PK\x03\x04" else None)


def _office(file: IO[bytes]) -> str | None:
    try:
        names = set(ZipFile(file).namelist())
    except BadZipFile:
        return None
    finally:
        file.seek(0)
    return next((mime for part, mime in PARTS.items() if part in names), None)
