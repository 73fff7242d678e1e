"""The book of customers as columns: of what kind each one is, how large, and from when to when."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from kam.demo.calendar import DAYS, Floats, Ints

MEDIAN_YEAR = 180_000  # net revenue of the median account in a year, base currency
SPREAD = 1.45  # of the lognormal sizes: the largest fifth brings nearly four fifths
OVERSEAS = 0.12
IN_GROUPS = 0.12
LARGE = 0.05  # the largest accounts are all in steady business
SPECIAL_TERMS = 0.035  # sold below cost: who costs us money
ORDERS_A_YEAR = 7.2  # of the median account; makes 20 ledger rows an account


class Kind(IntEnum):
    """How an account's business goes."""

    PROSPECT = 0
    ONE_OFF = 1
    LAPSED = 2
    NEW = 3
    DECLINING = 4
    GROWING = 5
    STEADY = 6


SHARES = (0.06, 0.08, 0.07, 0.08, 0.09, 0.15, 0.47)


@dataclass(frozen=True, eq=False)
class Book:
    """One row per account, in columns.

    `first` and `last` are day offsets of its business, `trend` the growth of an order's amount in
    a year, `year` its revenue in a usual year (base currency), `parent` the row of its group's
    head or -1, `unit` 0..3 (3 is overseas), `owner` a number that picks one of the unit's sellers.
    """

    end: date
    seed: int
    kind: npt.NDArray[np.int8]
    year: Floats
    orders: Floats
    trend: Floats
    margin: Floats
    costed: Floats
    first: Ints
    last: Ints
    parent: Ints
    unit: npt.NDArray[np.int8]
    owner: Floats

    def __len__(self) -> int:
        return len(self.kind)

    def random(self, table: str, start: int = 0) -> np.random.Generator:
        """Random numbers of their own for each table and part of it."""
        return np.random.default_rng([self.seed, len(self), start, *table.encode()])

    def place(self) -> Floats:
        """Share of the accounts that are larger: 0 the largest."""
        order = np.argsort(-np.where(self.kind == Kind.PROSPECT, 0, self.year), kind="stable")
        place = np.empty(len(self))
        place[order] = np.arange(len(self)) / len(self)
        return place


def make(accounts: int, seed: int, end: date) -> Book:
    """A book of `accounts` whose last day of business is `end`."""
    random = np.random.default_rng([seed, accounts])
    normal = NormalDist()
    exact = np.array([normal.inv_cdf((i + 0.5) / accounts) for i in range(accounts)])
    size = random.permutation(exact)
    kind = random.choice(len(SHARES), accounts, p=SHARES).astype(np.int8)
    large = size > normal.inv_cdf(1 - LARGE)
    kind[large & (kind < Kind.DECLINING)] = Kind.STEADY
    first, last = _lifetimes(random, kind)
    unit = random.choice(4, accounts, p=(0.42, 0.26, 0.20, OVERSEAS)).astype(np.int8)
    margin = np.clip(random.normal(0.27, 0.07, accounts), -0.04, 0.48)
    costed = np.where(random.random(accounts) < 0.12, 0.15, 0.955)
    parent = _groups(random, size, unit)
    owner = random.random(accounts) ** 1.6  # uneven: the first sellers have more
    special = (random.random(accounts) < SPECIAL_TERMS) & ~large
    return Book(
        end=end,
        seed=seed,
        kind=kind,
        year=MEDIAN_YEAR * np.exp(SPREAD * size),
        orders=np.clip(ORDERS_A_YEAR * np.exp(0.4 * SPREAD * size), 1.5, 90),
        trend=_trends(random, kind),
        margin=np.where(special, -0.09, margin),
        costed=np.where(special, 0.955, costed),
        first=first,
        last=last,
        parent=parent,
        unit=unit,
        owner=owner,
    )


def _lifetimes(random: np.random.Generator, kind: Ints) -> tuple[Ints, Ints]:
    """Day offsets of the first and last possible order."""
    n = len(kind)
    first = np.where(random.random(n) < 0.8, 0, random.integers(0, 500, n))
    first = np.where(kind == Kind.NEW, DAYS - random.integers(60, 300, n), first)
    first = np.where(kind == Kind.ONE_OFF, DAYS - random.integers(40, 700, n), first)
    last = np.full(n, DAYS - 1)
    last = np.where(kind == Kind.LAPSED, DAYS - random.integers(200, 700, n), last)
    last = np.where(kind == Kind.ONE_OFF, np.minimum(first + 30, DAYS - 1), last)
    return np.minimum(first, last), last


def _trends(random: np.random.Generator, kind: Ints) -> Floats:
    n = len(kind)
    trend = random.normal(0.0, 0.07, n)
    trend = np.where(kind == Kind.GROWING, random.uniform(0.2, 0.6, n), trend)
    return np.asarray(np.where(kind == Kind.DECLINING, random.uniform(-1.1, -0.35, n), trend))


def _groups(random: np.random.Generator, size: Floats, unit: Ints) -> Ints:
    """Some of the larger accounts head a group of 2 to 6; the members are small or middling."""
    n = len(size)
    parent = np.full(n, -1)
    home = np.flatnonzero(unit < 3)
    home = home[np.argsort(-size[home], kind="stable")]
    wanted = int(n * IN_GROUPS / 4)
    if wanted == 0:
        return parent
    heads = random.permutation(home[: 4 * wanted])[:wanted]
    members = random.permutation(np.setdiff1d(home[len(home) // 10 :], heads))
    counts = random.integers(1, 6, len(heads))
    chosen = members[: counts.sum()]
    parent[chosen] = np.repeat(heads, counts)[: len(chosen)]
    return parent
