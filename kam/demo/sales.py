"""Sales, returns and rebates as columns. Money in cents; every amount is exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kam.demo.book import Book, Kind
from kam.demo.calendar import DAYS, Floats, Ints, cumulative, draw

SALE, RETURN, REBATE = 0, 1, 2
RETURNED = 0.03  # of the sales
REBATE_FROM = 0.1  # the larger tenth gets a yearly rebate
Amounts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Ledger rows. `row` is the account's place in the book, `day` an offset, `amount` in base
    currency, `cost` meaningful where `costed`; `of` is the sale a return names, else -1."""

    row: Ints
    day: Ints
    kind: Ints
    amount: Amounts
    cost: Amounts
    costed: npt.NDArray[np.bool_]
    of: Ints

    def __len__(self) -> int:
        return len(self.row)

    def take(self, order: Ints) -> "Rows":
        """The rows in another order; `of` follows."""
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        of = self.of[order]
        return Rows(
            self.row[order], self.day[order], self.kind[order], self.amount[order],
            self.cost[order], self.costed[order], np.where(of >= 0, place[of], -1),
        )  # fmt: skip


def rows(book: Book, low: int, high: int) -> Rows:
    """Everything the accounts `low` to `high` bought and gave back, by date."""
    random = book.random("ledger", low)
    sales = _sales(book, random, low, high)
    returns = _returns(random, sales)
    rebates = _rebates(book, low, high)
    parts = [sales, returns, rebates]
    together = Rows(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("row", "day", "kind", "amount", "cost", "costed", "of")
        )
    )
    return together.take(np.argsort(together.day, kind="stable"))


def _sales(book: Book, random: np.random.Generator, low: int, high: int) -> Rows:
    part = slice(low, high)
    years = (book.last[part] - book.first[part] + 1) / 365.25
    count = random.poisson(book.orders[part] * years)
    count = np.where(book.kind[part] == Kind.ONE_OFF, random.integers(1, 3, high - low), count)
    count = np.where(book.kind[part] == Kind.PROSPECT, 0, np.maximum(count, 1))
    row = np.repeat(np.arange(low, high), count)
    day = draw(random, cumulative(book.end), book.first[row], book.last[row])
    amount = _amounts(book, random, row, day)
    margin = np.clip(random.normal(book.margin[row], 0.04), -0.3, 0.6)
    cost = np.rint(amount * (1 - margin)).astype(np.int64)
    costed = random.random(len(row)) < book.costed[row]
    kind = np.full(len(row), SALE, np.int8)
    return Rows(row, day, kind, amount, cost, costed, np.full(len(row), -1))


def _amounts(book: Book, random: np.random.Generator, row: Ints, day: Ints) -> Amounts:
    """A usual order, larger or smaller by chance and by the account's trend."""
    usual = book.year[row] / book.orders[row]
    declines = book.kind[row] == Kind.DECLINING
    since = (day - np.where(declines, book.first[row], book.last[row])) / 365.25
    chance = np.exp(random.normal(-0.18, 0.6, len(row)))
    yuan = usual * chance * np.exp(book.trend[row] * since)
    return np.asarray(np.maximum(np.rint(yuan * 10) * 10, 1000), np.int64)


def _returns(random: np.random.Generator, sales: Rows) -> Rows:
    """Some sales come back within weeks, a third of them in full, most naming the sale."""
    of = np.flatnonzero(random.random(len(sales)) < RETURNED)
    day = sales.day[of] + random.integers(3, 30, len(of)).astype(np.int16)
    of, day = of[day < DAYS], day[day < DAYS]
    full = random.random(len(of)) < 0.35
    share = np.where(full, 1000, random.integers(40, 400, len(of)))
    named = full | (random.random(len(of)) < 0.5)
    return Rows(
        sales.row[of], day, np.full(len(of), RETURN, np.int8), _share(sales.amount[of], share),
        _share(sales.cost[of], share), sales.costed[of], np.where(named, of, -1),
    )  # fmt: skip


def _share(amounts: Amounts, thousandths: Ints) -> Amounts:
    return np.asarray(-(amounts * thousandths // 1000), np.int64)


def _rebates(book: Book, low: int, high: int) -> Rows:
    """In January the larger accounts get 1.5 % of a usual year back."""
    place: Floats = book.place()[low:high]
    buys = np.isin(book.kind[low:high], (Kind.STEADY, Kind.GROWING, Kind.DECLINING))
    who = low + np.flatnonzero((place < REBATE_FROM) & buys)
    ends = np.array([DAYS - 1 - back for back in _januaries(book)], np.int16)
    row, day = np.repeat(who, len(ends)), np.tile(ends, len(who))
    keep = book.first[row] < day - 180
    row, day = row[keep], day[keep]
    amount = -np.rint(book.year[row] * 1.5).astype(np.int64)
    zero = np.zeros(len(row), np.int64)
    return Rows(
        row, day, np.full(len(row), REBATE, np.int8), amount, zero, zero == 0, zero - 1
    )  # fmt: skip


def _januaries(book: Book) -> list[int]:
    """How many days ago each 20 January within the three years was."""
    dates = [book.end.replace(year=book.end.year - back, month=1, day=20) for back in range(3)]
    return [(book.end - day).days for day in dates if 0 <= (book.end - day).days < DAYS]
