"""Visits: how often by the size of the account, how long ago unevenly, written by the owner."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import numpy as np

from kam.demo import texts
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book, Kind
from kam.demo.calendar import Floats, Ints
from kam.demo.contacts import People
from kam.demo.load import NULL, copy, reserve
from relationships.models import Visit

# The tier an account will probably have, by its place among all: interval, visits in the book.
BOUNDS = (0.01, 0.2, 0.5)
INTERVAL = np.array([14, 30, 90, 180])
VISITS = np.array([24, 11, 4, 3])
# How coverage stands: in time, due, overdue, long overdue.
SHARES = (0.6, 0.15, 0.15, 0.1)
COLUMNS = (
    "id", "account_id", "owner_id", "kind", "status", "date", "time", "scenario", "note", "needs",
    "next_step", "next_step_on", "satisfaction", "client_key", "created_at", "updated_at",
)  # fmt: skip
MAX_AGE = 1000


def load(book: Book, customers: Customers, people: People) -> int:
    """Write completed and planned visits and whom they met. Returns the number of visits."""
    total = 0
    for low in range(0, len(book), CHUNK):
        total += _chunk(book, customers, people, low, min(low + CHUNK, len(book)))
    return total


def _chunk(book: Book, customers: Customers, people: People, low: int, high: int) -> int:
    random = book.random("visits", low)
    row, ago, nth = _when(book, customers, random, low, high)
    first_id = reserve(Visit, len(row))
    copy(Visit, COLUMNS, _lines(book, customers, random, row, ago, nth, first_id))
    met = [f"{first_id + i}\t{people.first_id[r]}" for i, r in enumerate(row.tolist())]
    also = np.flatnonzero((people.count[row] > 1) & (random.random(len(row)) < 0.4)).tolist()
    met += [f"{first_id + i}\t{people.first_id[row[i]] + 1}" for i in also]
    copy(Visit.contacts.through, ("visit_id", "contact_id"), met)
    return len(row)


def _when(
    book: Book, customers: Customers, random: np.random.Generator, low: int, high: int
) -> tuple[Ints, Ints, Ints]:
    """Account, days before the last day (negative: planned), and which visit (0 the newest)."""
    tier = np.searchsorted(BOUNDS, customers.place[low:high], "right")
    interval = INTERVAL[tier]
    last = _last(random, interval)
    gone = book.kind[low:high] == Kind.LAPSED
    last = np.where(gone, random.integers(150, 400, high - low), last)
    count = np.where(customers.owner[low:high] > 0, random.poisson(VISITS[tier] * 0.95), 0)
    rows = np.repeat(np.arange(low, high), count)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    ago = last[rows - low] + nth * interval[rows - low] * random.uniform(0.9, 1.2, len(rows))
    keep = ago < MAX_AGE
    planned = low + np.flatnonzero((random.random(high - low) < 0.09) & (count > 0))
    soon = -random.integers(1, 15, len(planned))
    return (
        np.concatenate([rows[keep], planned]),
        np.concatenate([ago[keep].astype(int), soon]),
        np.concatenate([nth[keep], np.zeros(len(planned), int)]),
    )


def _last(random: np.random.Generator, interval: Ints) -> Floats:
    """Days since the last visit, so that every status of the due list occurs."""
    n = len(interval)
    warning = np.minimum(7, interval // 4)
    state = random.choice(4, n, p=SHARES)
    low = np.choose(state, [interval * 0, interval - warning, interval + 1, interval * 1.5 + 1])
    high = np.choose(state, [interval - warning - 1, interval, interval * 1.5, interval * 3])
    return np.asarray(random.uniform(low, high + 0.99) // 1)


@cache
def _scenarios() -> tuple[list[str], list[float]]:
    return list(texts.SCENARIO_SHARES), list(texts.SCENARIO_SHARES.values())


def _lines(
    book: Book,
    customers: Customers,
    random: np.random.Generator,
    row: Ints,
    ago: Ints,
    nth: Ints,
    first_id: int,
) -> Iterator[str]:
    names, shares = _scenarios()
    scenario = random.choice(len(names), len(row), p=shares).tolist()
    keys = random.integers(0, 2**63, (len(row), 2)).tolist()
    rolls = random.random((len(row), 3)).tolist()
    english = customers.english[row].tolist()
    owner = customers.owner[row].tolist()
    small = (customers.place[row] >= BOUNDS[2]).tolist()
    for i, (account, before, place) in enumerate(
        zip(row.tolist(), ago.tolist(), nth.tolist(), strict=True)
    ):
        day = book.end - timedelta(days=before)
        day -= timedelta(days=max(0, day.weekday() - 4)) * (1 if before >= 0 else -1)
        language, roll = int(english[i]), rolls[i]
        name = names[scenario[i]] if before >= 0 else "routine"
        made = min(day, book.end)
        yield "\t".join(
            (
                f"{first_id + i}\t{customers.first_id + account}\t{owner[i]}",
                "remote" if small[i] and roll[2] < 0.6 else "visit",
                "completed" if before >= 0 else "planned",
                f"{day}\t{9 + int(roll[0] * 8):02}:{'00' if roll[1] < 0.5 else '30'}",
                name,
                *_words(name, language, roll, newest=place == 0, done=before >= 0),
                f"{day + timedelta(days=14)}"
                if place == 0 and before >= 0 and roll[0] < 0.6
                else NULL,
                str(3 + int(roll[1] * 3)) if place < 3 and before >= 0 and roll[2] < 0.3 else NULL,
                f"{keys[i][0]:016x}{keys[i][1]:016x}\t{made} 09:30+00\t{made} 09:30+00",
            )
        )


def _words(
    scenario: str, language: int, roll: list[float], *, newest: bool, done: bool
) -> tuple[str, str, str]:
    """Note, needs and next step; a plan has none of them yet."""
    if not done:
        return "", "", ""
    notes, needs, steps = (
        texts.NOTES[scenario][language],
        texts.NEEDS[language],
        texts.NEXT_STEPS[language],
    )
    return (
        notes[int(roll[0] * len(notes))],
        needs[int(roll[1] * len(needs))] if roll[2] < 0.2 else "",
        steps[int(roll[1] * len(steps))] if newest and roll[0] < 0.6 else "",
    )
