"""Numbers and money as the reader writes them: 6,018.2 万 and ¥60.2m.

Amounts are in major units of the company's base currency unless said otherwise. Rounding is half
away from zero, as people round. None prints as a dash: unknown is not zero (domain §0).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol
from django.utils.translation import get_language

DASH = "—"
MINUS = "\N{MINUS SIGN}"
# Set while a request runs (staff.middleware) or an e-mail is written, so filters need no request.
base_currency: ContextVar[str] = ContextVar("base_currency", default="CNY")

Number = int | float | Decimal | str | None

# Step, word after the number, decimals.
CHINESE = [(1, "", 0), (10**4, " 万", 1), (10**8, " 亿", 2)]
ENGLISH = [(1, "", 0), (10**3, "k", 1), (10**6, "m", 1), (10**9, "bn", 2)]


# ISO 4217 gives X to metals, funds and tests, and to these currencies of several states.
SHARED_CURRENCIES = {"XAF", "XCD", "XCG", "XOF", "XPF"}


def is_currency(code: str) -> bool:
    """Whether the code, in capitals, is money somebody can be paid in (ISO 4217)."""
    return code in SHARED_CURRENCIES or (code[:1] != "X" and code in Locale("en").currencies)


@contextmanager
def amounts_in(currency: str) -> Iterator[None]:
    """Write amounts in `currency` (ISO 4217) while the block runs."""
    token = base_currency.set(currency)
    try:
        yield
    finally:
        base_currency.reset(token)


def chinese() -> bool:
    return (get_language() or "").startswith("zh")


def locale() -> str:
    """The name Babel has for the reader's language."""
    return "zh_Hans_CN" if chinese() else "en_US"


def decimal(value: Number) -> Decimal | None:
    """An exact Decimal; None for anything that isn't a finite number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Decimal, places: int) -> str:
    """Digits grouped by thousands, as both languages do, with exactly `places` decimals and a true
    minus sign. A list prints hundreds: Python's own format costs a tenth of Babel's."""
    text = f"{rounded(value, places):,f}"
    return text.replace("-", MINUS) if text.strip("-0.,") else text.replace("-", "")


def symbol() -> str:
    """¥ for the yuan in both languages; the dollar is US$ in Chinese."""
    code = base_currency.get()
    return "¥" if code == "CNY" else get_currency_symbol(code, locale=locale())


def currency() -> str:
    """What stands behind an amount that is typed: 元 for the yuan in Chinese, else the symbol."""
    return "元" if chinese() and base_currency.get() == "CNY" else symbol()


def signed(prefix: str, text: str) -> str:
    """The sign stands before the symbol: −¥38.60."""
    return f"{MINUS}{prefix}{text[1:]}" if text.startswith(MINUS) else f"{prefix}{text}"


def scaled(value: Decimal) -> tuple[Decimal, str, int]:
    """The number to print, the word after it, its decimals: 99,999,999 is 1.00 亿."""
    steps = CHINESE if chinese() else ENGLISH
    bounds = [*(step for step, _word, _places in steps[1:]), None]
    for (step, word, places), bound in zip(steps, bounds, strict=True):
        # Rounded first, so that nothing prints as 10,000.0 万.
        if bound is None or rounded(abs(value) / step, places) * step < bound:
            return value / step, word, places
    raise AssertionError("the largest unit has no bound")


def money(value: Number) -> str:
    """Short: `7.43 亿`, `6,018.2 万`, `860 元` in Chinese, `¥742.6m` in English.

    The yuan goes without saying in Chinese; another currency keeps its symbol.
    """
    amount = decimal(value)
    if amount is None:
        return DASH
    number, word, places = scaled(amount)
    text = plain(number, places)
    if chinese() and base_currency.get() == "CNY":
        return text + (word or " 元")
    return signed(symbol(), text) + word


def money_full(value: Number) -> str:
    """To the cent, or to the yen: ¥1,234.56."""
    amount = decimal(value)
    if amount is None:
        return DASH
    return signed(symbol(), plain(amount, get_currency_precision(base_currency.get())))


def from_minor(value: Number) -> Decimal | None:
    """Fen to yuan. Tables keep two decimals for every currency (domain §0), so this is exact."""
    amount = decimal(value)
    return None if amount is None else amount / 100


def number(value: Number, places: int = 0) -> str:
    amount = decimal(value)
    return DASH if amount is None else plain(amount, places)


def percent(value: Number, places: int = 1) -> str:
    """A share as a percentage: 0.123 is 12.3%."""
    amount = decimal(value)
    return DASH if amount is None else plain(amount * 100, places) + "%"
