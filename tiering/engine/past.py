"""Measures of a past day on the facts known by then, from ledger entries as columns (domain §3.1).

The night measures in SQL what is known now; a back-test asks the same of many month-ends, each with
its own knowledge, so the entries are read once and every date is a pass over columns. Both must
agree where nothing was learnt later; a test holds it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tiering.engine.population import Amounts, Counts, Flags

NEVER = np.iinfo(np.int64).max  # a moment that does not come: the entry still stands
NONE = -1

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Ledger entries ordered by `ranked`, then `day`; money in minor units, days since 2000-01-01.

    `ranked` is the place of the account in the answer. `reference` numbers what an entry is known
    by in its account and source (0 if no entry names it), `returns` that of the sale it gives back
    (-1 none).
    Known from `known_from` on and before `known_to`, in any unit of time.
    """

    ranked: Counts
    day: Counts
    amount: Amounts
    cost: Amounts
    has_cost: Flags
    is_sale: Flags
    reference: Counts
    returns: Counts
    known_from: Amounts
    known_to: Amounts


@dataclass(frozen=True, slots=True)
class Moment:
    """What a measure asks: the as-of day, the first days of the windows, and what was known.

    `after` and `active_from` are the days before the windows' first days; `moment` is in the unit
    of `known_from`.
    """

    as_of: int
    after: int
    active_from: int
    moment: int
    gap_months: int


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One row per account: its measures, and whether anything was known of it."""

    known: Flags
    net_revenue: Amounts
    revenue_with_cost: Amounts
    cost_of_goods: Amounts
    occasions: Counts
    window_occasions: Counts
    first_occasion: Counts  # -1 never
    last_occasion: Counts  # -1 never
    median_interval: npt.NDArray[np.float64]
    tenure_from: Counts  # -1 never
    has_recent_sale: Flags


def measure(entries: Entries, accounts: int, at: Moment) -> Measured:
    """The measures of every account, as `tiering_measure` would have had them then."""
    live = (entries.known_from <= at.moment) & (entries.known_to > at.moment)
    live &= entries.day <= at.as_of
    window = live & (entries.day > at.after)
    costed = window & entries.has_cost
    rhythm = _rhythm(entries, live, accounts, at)
    recent = live & entries.is_sale & (entries.amount > 0) & (entries.day > at.active_from)
    return Measured(
        known=_any(entries.ranked, live, accounts),
        net_revenue=_sums(entries.ranked, entries.amount, window, accounts),
        revenue_with_cost=_sums(entries.ranked, entries.amount, costed, accounts),
        cost_of_goods=_sums(entries.ranked, entries.cost, costed, accounts),
        has_recent_sale=_any(entries.ranked, recent, accounts),
        **rhythm,
    )


def revenue_between(entries: Entries, accounts: int, after: int, until: int) -> Amounts:
    """Net revenue of each account after one day up to another, by what is known at last."""
    rows = (entries.known_to == NEVER) & (entries.day > after) & (entries.day <= until)
    return _sums(entries.ranked, entries.amount, rows, accounts)


def _rhythm(entries: Entries, live: Flags, accounts: int, at: Moment) -> dict[str, Column]:
    """Purchase days: how many, the last, the usual interval, since when without a long gap."""
    ranked, day = _occasions(entries, live)
    first = np.ones(len(day), np.bool_)
    first[1:] = ranked[1:] != ranked[:-1]
    previous = np.where(first, NONE, np.roll(day, 1))
    begins = first | (day > months_later(previous, at.gap_months))
    gaps = ~first & (previous > at.active_from)
    return {
        "occasions": _count(ranked[day > at.active_from], accounts),
        "window_occasions": _count(ranked[day > at.after], accounts),
        "first_occasion": _last(ranked, day, first, accounts),
        "last_occasion": _last(ranked, day, np.ones(len(day), np.bool_), accounts),
        "median_interval": _medians(ranked[gaps], (day - previous)[gaps], accounts),
        "tenure_from": _last(ranked, day, begins, accounts),
    }


def _occasions(entries: Entries, live: Flags) -> tuple[Counts, Counts]:
    """Account and day of every purchase day: one with a positive sale not returned in full."""
    size = int(max(entries.reference.max(initial=0), entries.returns.max(initial=0))) + 1
    back = np.zeros(size, np.int64)
    gives = live & (entries.returns >= 0)
    np.add.at(back, entries.returns[gives], entries.amount[gives])
    sold = live & entries.is_sale & (entries.amount > 0)
    sold &= entries.amount + back[entries.reference] > 0
    ranked, day = entries.ranked[sold], entries.day[sold]
    fresh = np.ones(len(day), np.bool_)
    fresh[1:] = (ranked[1:] != ranked[:-1]) | (day[1:] != day[:-1])
    return ranked[fresh], day[fresh]


def months_later(days: Column, months: int) -> Column:
    """The same day so many calendar months later, or that month's last; days count from 2000."""
    dates = np.datetime64("2000-01-01") + days.astype("m8[D]")
    month = dates.astype("M8[M]")
    target = month + np.timedelta64(months, "M")
    length = ((target + 1).astype("M8[D]") - target.astype("M8[D]")).astype(int)
    day = np.minimum((dates - month.astype("M8[D]")).astype(int), length - 1)
    later = target.astype("M8[D]") + day.astype("m8[D]")
    found: Column = (later - np.datetime64("2000-01-01")).astype(np.int64)
    return found


def _sums(ranked: Counts, values: Amounts, rows: Flags, accounts: int) -> Amounts:
    """Exact sums by account: the entries are in order of their account."""
    running = np.concatenate([[0], np.cumsum(np.where(rows, values, 0))])
    ends = np.searchsorted(ranked, np.arange(accounts + 1))
    sums: Amounts = running[ends[1:]] - running[ends[:-1]]
    return sums


def _count(ranked: Counts, accounts: int) -> Counts:
    return np.bincount(ranked, minlength=accounts).astype(np.int32)


def _any(ranked: Counts, rows: Flags, accounts: int) -> Flags:
    found = np.zeros(accounts, np.bool_)
    found[ranked[rows]] = True
    return found


def _last(ranked: Counts, day: Counts, rows: Flags, accounts: int) -> Counts:
    last = np.full(accounts, NONE, np.int32)
    last[ranked[rows]] = day[rows]  # in order of days: the last one stays
    return last


def _medians(ranked: Counts, gaps: Counts, accounts: int) -> npt.NDArray[np.float64]:
    """The middle gap of each account, or the mean of the two; nan without any."""
    order = np.lexsort((gaps, ranked))
    ranked, gaps = ranked[order], gaps[order]
    starts = np.searchsorted(ranked, np.arange(accounts))
    counts = np.bincount(ranked, minlength=accounts)
    medians = np.full(accounts, np.nan)
    rows = np.flatnonzero(counts)
    low = starts[rows] + (counts[rows] - 1) // 2
    high = starts[rows] + counts[rows] // 2
    medians[rows] = (gaps[low] + gaps[high]) / 2
    return medians
