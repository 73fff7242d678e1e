"""Which of the two encodings a text file has. Anything else is refused."""

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accounts.imports.refusal import ImportRefused

CHUNK = 1024 * 1024
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
LATIN_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e]")


def encoding_of(path: Path) -> str:
    """ "utf-8-sig" or "gb18030", after reading the whole file once."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ImportRefused(_("The file is UTF-16 text. Save it as CSV UTF-8."))
    if decodes(path, "utf-8"):
        return "utf-8-sig"
    if decodes(path, "gb18030") and not looks_western(start):
        return "gb18030"
    raise ImportRefused(_("The text is neither UTF-8 nor GB18030. Save the file as CSV UTF-8."))


def decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                refuse_binary(piece)
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def refuse_binary(piece: bytes) -> None:
    if b"\0" in piece:
        raise ImportRefused(_("This is not a text file. Use CSV or Excel (.xlsx)."))


def looks_western(start: bytes) -> bool:
    """Accented Latin letters happen to decode as GB18030: a high byte before an ASCII letter.

    Chinese text has such pairs only for rare characters, so a majority of them means that
    decoding would have made up characters.
    """
    pairs = len(PAIR.findall(start))
    return pairs > 0 and len(LATIN_PAIR.findall(start)) * 2 >= pairs
