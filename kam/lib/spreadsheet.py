"""Cells of files that people open in a spreadsheet."""

from typing import Any

# A cell that begins so is run as a formula when the file is opened.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: Any) -> str:
    """The value as a cell that can't be run as a formula; negative numbers stay numbers."""
    text = str(value)
    is_number = text.lstrip("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text
