"""Numbers in the policy's form: as people type them, in the units people think in.

A share of 0.2 is typed as 20. Thousands may be separated as both languages do it (1,234.5), and
full-width signs are understood. What could be read in two ways (1,5) is no number here.
"""

import re
from decimal import Decimal
from typing import Any

HUNDRED = Decimal(100)
NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.][0-9]+)?")
NARROW = str.maketrans("０１２３４５６７８９．，－\N{MINUS SIGN}", "0123456789.,--")


def shown(unit: str, value: Any) -> str:
    """A value of the document as it stands in its field."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    amount = Decimal(str(value)) * (HUNDRED if unit == "share" else 1)
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(unit: str, text: str, old: Any) -> Any:
    """The value of the document, of the kind `old` is; ValueError for what is no number."""
    text = text.strip()
    if isinstance(old, bool):
        return text == "true"
    if isinstance(old, str):
        return text
    amount = number(text)
    if unit == "share":
        amount /= HUNDRED
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def number(text: str) -> Decimal:
    """What was typed, exactly; ValueError for what is no number."""
    plain = text.strip().translate(NARROW)
    if len(plain) > 40 or not NUMBER.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain.replace(",", ""))
