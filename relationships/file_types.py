"""What a file really is, read from its content. Pure."""

import re
from pathlib import PurePath
from typing import IO
from zipfile import BadZipFile, ZipFile

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 10
# What browsers offer to choose from; what a file is, its content says.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,application/pdf,.docx,.xlsx,.pptx,.txt,.csv"
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
# Nothing in its content tells a text from a script, so here alone the name has a say.
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
MARKUP = re.compile(r"[\s\ufeff]*(<|#!)")  # at the beginning: HTML, SVG, a script
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # anywhere: no text
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how the "Unicode text" of Excel begins


def mime_of(file: IO[bytes]) -> str | None:
    """The type of an open file if we take such files: pictures, PDF, office documents,
    plain text; else None.

    HTML, SVG and programs have no place here, whatever they are called.
    """
    start = file.read(16)
    file.seek(0)
    found = next((mime for magic, mime in STARTS.items() if start.startswith(magic)), None)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1"):
        return "image/heic"
    if start[:4] == b"PK\x03\x04":
        return _office(file)
    return found or _text(file)


def _office(file: IO[bytes]) -> str | None:
    try:
        names = set(ZipFile(file).namelist())
    except BadZipFile:
        return None
    finally:
        file.seek(0)
    return next((mime for part, mime in PARTS.items() if part in names), None)


def _text(file: IO[bytes]) -> str | None:
    mime = TEXTS.get(PurePath(str(getattr(file, "name", ""))).suffix.lower())
    text = _decoded(file.read()) if mime else ""
    file.seek(0)
    return mime if text and not MARKUP.match(text) and not CONTROL.search(text) else None


def _decoded(content: bytes) -> str:
    """As people's programs write it: UTF-8, what Excel calls Unicode, or Chinese; else empty."""
    for encoding in ["utf-16"] if content[:2] in WIDE else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
