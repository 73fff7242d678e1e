"""Writing the ledger, in the currency each account pays in."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np

from accounts.models import ExchangeRate, ImportBatch, LedgerEntry
from kam.demo import sales
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book
from kam.demo.calendar import Ints, days
from kam.demo.company import OVERSEAS
from kam.demo.load import NULL, copy
from kam.demo.sales import Amounts, Rows

KINDS = ("sale", "return", "rebate")
PREFIXES = ("SO", "RT", "RB")
# One unit in CNY, by half-years, the newest last (invented, about right).
IN_CNY = {
    "CNY": ("1",) * 7,
    "USD": ("7.2463", "7.1094", "7.2672", "7.1884", "7.1586", "7.0991", "7.0512"),
    "EUR": ("7.8711", "7.7860", "7.5257", "7.7410", "8.4024", "8.2355", "8.1870"),
}
COLUMNS = (
    "account_id", "date", "kind", "amount", "currency", "amount_base", "cost_base", "source",
    "reference", "returns", "known_from", "batch_id",
)  # fmt: skip


class Money:
    """Currencies of the book and what they are worth, in ten-thousandths of the base currency."""

    def __init__(self, base: str, end: date) -> None:
        self.codes = [base, *(code for code in ("USD", "EUR") if code != base)]
        self.starts = [days(end)[0], *(_half_year(end, back) for back in range(5, -1, -1))]
        unit = [Decimal(value) for value in IN_CNY.get(base, IN_CNY["CNY"])]
        self.rates = np.array(
            [
                [int(Decimal(value) / unit[i] * 10_000) for i, value in enumerate(IN_CNY[code])]
                if code != base
                else [10_000] * 7
                for code in self.codes
            ]
        )
        self.period = (
            np.searchsorted(np.array(self.starts, "M8[D]"), np.array(days(end), "M8[D]"), "right")
            - 1
        )

    def save(self) -> int:
        found = [
            ExchangeRate(currency=code, date=start, rate=Decimal(int(rate)) / 10_000)
            for code, rates in zip(self.codes[1:], self.rates[1:], strict=True)
            for start, rate in zip(self.starts, rates, strict=True)
        ]
        return len(ExchangeRate.objects.bulk_create(found, ignore_conflicts=True))

    def of(self, book: Book) -> Ints:
        """Which currency each account pays in: some of the overseas ones their own."""
        choice = (book.owner * 1000).astype(int) % len(self.codes)
        return np.where(book.unit == OVERSEAS, choice, 0)

    def convert(self, base: Amounts, currency: Ints, day: Ints) -> tuple[Amounts, Amounts]:
        """Amounts in the currency, and what they are in base currency at the day's rate."""
        rate = self.rates[currency, self.period[day]]
        amount = _round(base * 10_000, rate)
        return amount, _round(amount * rate, np.array(10_000))


def _round(top: Amounts, bottom: Ints) -> Amounts:
    """Half away from zero, in integers."""
    return np.asarray(np.sign(top) * ((2 * np.abs(top) + bottom) // (2 * bottom)), np.int64)


def _half_year(end: date, back: int) -> date:
    half = end.year * 2 + (end.month > 6) - back
    return date(half // 2, 7 if half % 2 else 1, 1)


def load(book: Book, customers: Customers, money: Money, batch: ImportBatch) -> int:
    """Write the ledger chunk by chunk; memory stays bounded. Returns the number of rows."""
    number = 0
    calendar = [day.isoformat() for day in days(book.end)]
    for low in range(0, len(book), CHUNK):
        part = sales.rows(book, low, min(low + CHUNK, len(book)))
        copy(LedgerEntry, COLUMNS, _lines(book, part, customers, money, batch, number, calendar))
        number += len(part)
    return number


def _lines(
    book: Book,
    part: Rows,
    customers: Customers,
    money: Money,
    batch: ImportBatch,
    number: int,
    calendar: list[str],
) -> Iterator[str]:
    currency = money.of(book)[part.row]
    amount, base = money.convert(part.amount, currency, part.day)
    references = [
        f"{PREFIXES[kind]}{number + nth:08}" for nth, kind in enumerate(part.kind.tolist(), 1)
    ]
    columns = zip(
        (part.row + customers.first_id).tolist(), part.day.tolist(), part.kind.tolist(),
        (amount / 100).tolist(), currency.tolist(), (base / 100).tolist(),
        (part.cost / 100).tolist(), part.costed.tolist(), references, part.of.tolist(),
        strict=True,
    )  # fmt: skip
    for account, day, kind, paid, code, worth, cost, costed, reference, of in columns:
        returned = references[of] if of >= 0 else ""
        yield (
            f"{account}\t{calendar[day]}\t{KINDS[kind]}\t{paid:.2f}\t{money.codes[code]}\t"
            f"{worth:.2f}\t{f'{cost:.2f}' if costed else NULL}\tdemo\t{reference}\t{returned}\t"
            f"{calendar[day]} 00:00+00\t{batch.pk}"
        )
