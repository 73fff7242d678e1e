"""What is known and assumed of those still to be won, so that some of them can be judged."""

from collections.abc import Iterator
from datetime import timedelta

from accounts.models import PaymentRecord, Rating, WalletEstimate
from accounts.models.rating import RatingKind as K
from kam.demo import fact_texts as words
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book, Kind
from kam.demo.company import Staff
from kam.demo.facts import COMMON, Part, Row, write
from kam.demo.load import NULL
from tiering.models import Assumption, Strategy

KNOWN = 0.7  # of them somebody has looked into
FORECAST = 0.6  # of them somebody has worked out what they would bring
RATED = (K.OPERATING, K.ECONOMIC, K.INTERACTION)
SOURCES = (
    ("客户采购询价", "同类客户的毛利率"),
    ("asked their purchasing", "margin of similar ones"),
)
ASSUMED = (
    "account_id", "tier", "strategy_id", "ethics_note", "year_profit", "year_cost",
    "remaining_cost", "budget_is_there", "source", "by_id", "at",
)  # fmt: skip


def load(book: Book, customers: Customers, staff: Staff) -> int:
    """Write their facts and assumptions; returns the number of rows."""
    strategies = list(Strategy.objects.in_use().filter(needs_ethics_note=False))
    total = 0
    for low in range(0, len(book), CHUNK):
        part = Part(book, customers, staff, low, "candidates")
        rows = [row for row in part.rows if part.kind[row] == Kind.PROSPECT]
        looked_into = [row for row in rows if part.random.random() < KNOWN]
        total += write(
            Rating,
            (*COMMON, "kind", "value", "note", "evidence", "rater_id"),
            _ratings(part, looked_into),
        )
        total += write(
            PaymentRecord,
            (*COMMON, "invoices_due", "invoices_on_time", "breaches", "balance", "overdue",
             "days_overdue"),
            _payments(part, looked_into),
        )  # fmt: skip
        columns = (*COMMON, "category", "amount_base", "source", "confidence")
        total += write(WalletEstimate, columns, _wallets(part, looked_into))
        total += write(Assumption, ASSUMED, _assumptions(part, looked_into, strategies))
    return total


def _ratings(part: Part, rows: list[int]) -> Iterator[Row]:
    for row in rows:
        by = part.owner[row] or NULL
        for kind in RATED:
            value = part.five(row)
            evidence = part.pick(words.EVIDENCE, row) if value >= 4 else ""
            yield *part.common(row, part.day(5, 200)), kind.value, value, "", evidence, by
        zone = 1 + min(4, int(part.random.expovariate(1 / 1.2)))
        yield *part.common(row, part.day(5, 200)), K.SERVICE_ZONE.value, zone, "", "", by


def _payments(part: Part, rows: list[int]) -> Iterator[Row]:
    """What others told of how it pays."""
    for row in rows:
        due = part.random.randrange(6, 20)
        good = 0.8 + 0.25 * part.quality[row - part.low]
        on_time = sum(part.random.random() < good for _ in range(due))
        yield *part.common(row, part.day(5, 120)), due, on_time, 0, "0", "0", 0


def _wallets(part: Part, rows: list[int]) -> Iterator[Row]:
    for row in rows:
        amount = part.year[row] * (2 + part.random.expovariate(1 / 4))
        source = part.pick(words.WALLETS, row)
        yield *part.common(row, part.day(5, 120)), "", f"{amount:.2f}", source, "med"


def _assumptions(part: Part, rows: list[int], strategies: list[Strategy]) -> Iterator[Row]:
    for row in rows:
        if part.random.random() > FORECAST:
            continue
        profit = part.year[row] * part.random.uniform(0.15, 0.35)
        keep, rest = profit * part.random.uniform(0.04, 0.3), profit * part.random.uniform(0.1, 1.6)
        tier = 2 if part.random.random() < 0.2 else 3
        budget = part.random.choice(("t", "t", "f", NULL))
        at = f"{part.end - timedelta(days=part.random.randrange(1, 60))} 09:30+00"
        yield (
            part.customers.first_id + row,
            tier,
            part.random.choice(strategies).pk,
            "",
            f"{profit:.2f}",
            f"{keep:.2f}",
            f"{rest:.2f}",
            budget,
            part.pick(SOURCES, row),
            part.owner[row] or NULL,
            at,
        )
