"""What is known of the accounts beside their orders: the larger an account, the more is known."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np

from accounts.models import Contract, Cost, PaymentRecord, PolicyCheck, Rating, WalletEstimate
from accounts.models.fact import Fact
from accounts.models.rating import JUDGED, TENS
from accounts.models.rating import RatingKind as K
from kam.demo import fact_texts as words
from kam.demo.accounts import CHUNK, KEY, LARGEST, Customers
from kam.demo.book import Book, Kind
from kam.demo.company import Staff
from kam.demo.load import MANY, NULL, copy, text

COMMON = ("account_id", "date", "known_from", "by_id")
RATED_TWICE = (K.IDEA_ALIGNMENT, K.POLICY_ACCEPTANCE)  # a year ago too: alignment may have risen
Row = tuple[Any, ...]


class Part:
    """A slice of the book with its own dice, and what the rows of every table need of it."""

    def __init__(
        self, book: Book, customers: Customers, staff: Staff, low: int, table: str
    ) -> None:
        self.low, self.high = low, min(low + CHUNK, len(book))
        # Who is known best: in a large book only the very largest, so that it loads fast.
        self.known = KEY if len(book) < MANY else KEY / 5
        self.best = LARGEST if len(book) < MANY else LARGEST / 5
        self.rows = range(self.low, self.high)
        self.end = book.end
        # Single numbers: Python's own dice are several times faster here than NumPy's.
        self.random = Random(f"{table} {book.seed} {len(book)} {low}")
        self.customers = customers
        self.owner = customers.owner.tolist()
        self.english = customers.english.astype(int).tolist()
        self.place = customers.place.tolist()
        self.kind = book.kind.tolist()
        self.year = book.year.tolist()
        self.unit = book.unit.tolist()
        self.quality = _quality(book, self.low, self.high)
        self.sellers = [[user.pk for user in sellers] for sellers in staff.sellers]

    def day(self, least: int, most: int) -> date:
        """A day between so many days before the last one."""
        return self.end - timedelta(days=self.random.randrange(least, most))

    def common(self, row: int, day: date, by: int | None = None) -> Row:
        owner = by or self.owner[row] or NULL
        return self.customers.first_id + row, day, f"{day} 09:30+00", owner

    def pick(self, choices: tuple[tuple[str, ...], ...], row: int) -> str:
        own = choices[self.english[row]]
        return own[self.random.randrange(len(own))]

    def five(self, row: int) -> int:
        """A value from 1 to 5, around how good the account is."""
        drawn = 1 + 4 * self.quality[row - self.low] + self.random.gauss(0, 0.6)
        return int(min(5, max(1, round(drawn))))


def _quality(book: Book, low: int, high: int) -> list[float]:
    """From 0 to 1: growing accounts are usually better."""
    random = book.random("quality", low)
    rising = np.clip(book.trend[low:high], -0.5, 0.5)
    found: list[float] = np.clip(
        random.normal(0.55, 0.16, high - low) + 0.3 * rising, 0, 1
    ).tolist()
    return found


def load(book: Book, customers: Customers, staff: Staff) -> int:
    """Write all but projects and referrals; returns the number of rows."""
    tables: tuple[tuple[type[Fact], tuple[str, ...], Any], ...] = (
        (Rating, ("kind", "value", "note", "evidence", "rater_id"), _ratings),
        (PolicyCheck, ("item", "carried_out", "note"), _checks),
        (
            PaymentRecord,
            ("invoices_due", "invoices_on_time", "breaches", "balance", "overdue", "days_overdue"),
            _payments,
        ),
        (Cost, ("kind", "amount_base", "note", "reference"), _costs),
        (WalletEstimate, ("category", "amount_base", "source", "confidence"), _wallets),
        (Contract, ("title", "starts_on", "ends_on", "value_base", "is_gain_share"), _contracts),
    )
    total = 0
    for low in range(0, len(book), CHUNK):
        part = Part(book, customers, staff, low, "facts")
        for model, columns, rows in tables:
            total += write(model, (*COMMON, *columns), rows(part))
    return total


def write(model: type[Any], columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    """COPY rows of values; returns how many there were."""
    lines = ["\t".join(NULL if v == NULL else text(str(v)) for v in row) for row in rows]
    copy(model, columns, lines)
    return len(lines)


def _ratings(part: Part) -> Iterator[Row]:
    for row in part.rows:
        place = part.place[row]
        if part.kind[row] != Kind.PROSPECT and part.random.random() < 0.85:
            yield _points(part, row, K.CREDIT_SCORE, 35, 60)
        if place < part.known:
            yield _points(part, row, K.STRATEGIC_VALUE, 20, 70)
            for kind in JUDGED:
                if part.random.random() < 0.85:
                    yield from _judged(part, row, kind)
        if part.random.random() < (0.9 if place < part.known else 0.15):
            zone = 1 + min(4, int(part.random.expovariate(1 / 1.2)))
            yield _rated(part, row, K.SERVICE_ZONE, zone, part.day(30, 600))
        if place < part.best:
            for kind in TENS:
                value = min(10, part.five(row) * 2 - part.random.randrange(0, 2))
                yield _rated(part, row, kind, value, part.day(20, 300))


def _points(part: Part, row: int, kind: K, low: int, span: int) -> Row:
    value = low + span * part.quality[row - part.low] + part.random.gauss(0, 8)
    return _rated(part, row, kind, int(min(100, max(0, value))), part.day(20, 360))


def _judged(part: Part, row: int, kind: K) -> Iterator[Row]:
    value = part.five(row)
    yield _rated(part, row, kind, value, part.day(15, 300))
    if kind in RATED_TWICE:
        before = max(1, value - part.random.randrange(0, 2))
        yield _rated(part, row, kind, before, part.day(370, 640))
    if part.place[row] < part.best and part.random.random() < 0.3:  # a second opinion
        sellers = part.sellers[part.unit[row]]
        other = sellers[1] if part.owner[row] == sellers[0] else sellers[0]
        second = min(5, max(1, value + part.random.randrange(-2, 3)))
        yield _rated(part, row, kind, second, part.day(15, 200), other)


def _rated(part: Part, row: int, kind: K, value: int, day: date, by: int | None = None) -> Row:
    shown = kind in JUDGED and value >= 4
    evidence = part.pick(words.EVIDENCE, row) if shown else ""
    rater = by or part.owner[row] or NULL
    return *part.common(row, day, by), kind.value, value, "", evidence, rater


def _checks(part: Part) -> Iterator[Row]:
    for row in part.rows:
        if part.place[row] >= part.known:
            continue
        obeys = 0.55 + 0.45 * part.quality[row - part.low]
        for item in words.POLICIES[part.english[row]]:
            for least in (10, 190):
                done = part.random.random() < obeys
                yield *part.common(row, part.day(least, least + 170)), item, done, ""


def _payments(part: Part) -> Iterator[Row]:
    for row in part.rows:
        if part.kind[row] == Kind.PROSPECT:
            continue
        good = part.quality[row - part.low]
        for day in (part.end - timedelta(days=372), part.end - timedelta(days=7)):
            due = max(2, round(part.random.gauss(10, 3)))
            on_time = sum(part.random.random() < 0.82 + 0.2 * good for _ in range(due))
            balance = part.year[row] * part.random.uniform(0.02, 0.18)
            late = on_time < due and part.random.random() < 0.5
            overdue = balance * part.random.uniform(0.1, 0.6) if late else 0
            days = int(part.random.expovariate(1 / 25)) + 1 if late else 0
            breaches = int(good < 0.3 and part.random.random() < 0.3)
            amounts = f"{balance:.2f}", f"{overdue:.2f}"
            yield *part.common(row, day), due, on_time, breaches, *amounts, days


COST_SHARES = {"visits": 0.006, "logistics": 0.005, "service": 0.008, "special_terms": 0.004,
               "gifts": 0.0006, "executive_time": 0.001}  # fmt: skip


def _costs(part: Part) -> Iterator[Row]:
    """By quarter for the larger accounts, once a year for the others; shares of yearly revenue."""
    for row in part.rows:
        language, large = part.english[row], part.place[row] < part.known
        if part.kind[row] == Kind.PROSPECT:
            continue
        for kind, share in COST_SHARES.items():
            for quarter in range(4 if large else 1):
                if part.random.random() < (0.9 if large else 0.2):
                    amount = part.year[row] * share * part.random.lognormvariate(0, 0.7) + 50
                    day = part.day(5 + 91 * quarter, 90 + 91 * quarter)
                    note = words.COSTS[language][kind]
                    yield *part.common(row, day), kind, f"{amount:.2f}", note, ""
        if part.kind[row] == Kind.NEW and part.random.random() < 0.7:
            amount = part.year[row] * part.random.uniform(0.03, 0.3)
            note = words.COSTS[language]["development"]
            yield *part.common(row, part.day(60, 350)), "development", f"{amount:.2f}", note, ""


def _wallets(part: Part) -> Iterator[Row]:
    for row in part.rows:
        if part.random.random() > (0.9 if part.place[row] < part.known else 0.3):
            continue
        whole = part.year[row] * (1.05 + part.random.expovariate(1 / 0.9))
        split = part.place[row] < part.known and part.random.random() < 0.4
        names = words.CATEGORIES[part.english[row]] if split else ("",)
        for name in names:
            day, source = part.day(20, 460), part.pick(words.WALLETS, row)
            confidence = part.random.choice(("high", "med", "med", "low"))
            amount = f"{whole / len(names):.2f}"
            yield *part.common(row, day), name, amount, source, confidence


def _contracts(part: Part) -> Iterator[Row]:
    for row in part.rows:
        if part.random.random() > (0.75 if part.place[row] < part.known else 0.06):
            continue
        which = part.random.choice((0, 0, 0, 1, 2))
        title = words.CONTRACTS[part.english[row]][which]
        years = 3 if which == 1 else 1
        signed = part.day(20, 700)
        ends = signed + timedelta(days=365 * years)
        value = f"{part.year[row] * years * part.random.uniform(0.6, 1):.2f}"
        gains = which == 1 and part.random.random() < 0.4
        yield *part.common(row, signed), title, signed, ends, value, gains
