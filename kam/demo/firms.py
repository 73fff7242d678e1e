"""What each customer is called, where it is and what it makes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from accounts.models.account import AccountType
from kam.demo import names, words
from kam.demo.book import Book
from kam.demo.calendar import Floats
from kam.demo.company import OVERSEAS
from kam.demo.names import Name
from kam.lib.names import fold

Pair = tuple[str, str]


@dataclass(frozen=True)
class Firm:
    """One customer's words; `industry` and `region` are Chinese and English."""

    name: Name
    type: AccountType
    industry: Pair
    region: Pair
    domain: str


def firms(book: Book) -> Iterator[Firm]:
    """A firm for every row of the book, members of a group named after its head."""
    random = book.random("firms")
    stems = names.stems()
    order = random.permutation(len(stems))
    heads = set(book.parent[book.parent >= 0].tolist())
    family = np.where(book.parent >= 0, book.parent, np.arange(len(book)))
    dice = random.random((len(book), 4))
    for row, (unit, first) in enumerate(zip(book.unit.tolist(), family.tolist(), strict=True)):
        roll = dice[row]
        if unit == OVERSEAS:
            yield _abroad(row, roll)
        elif roll[0] < 0.035 and row not in heads and first == row:
            yield _public(row, unit, roll)
        else:
            place = _of(words.CITIES[unit], roll[1])
            yield _home(
                stems[order[first % len(order)]], unit, place, roll, _form(row, roll, heads)
            )


def _of(choices: tuple[Pair, ...] | tuple[tuple[Pair, Pair], ...], roll: float) -> int:
    return int(roll * len(choices))


def _form(row: int, roll: Floats, heads: set[int]) -> Pair:
    return words.GROUP if row in heads else words.FORMS[_of(words.FORMS, roll[3])]


def _home(stem: Pair, unit: int, place: int, roll: Floats, form: Pair) -> Firm:
    dealer = 0.865 < roll[0] <= 0.985
    trades = words.DEALERS if dealer else words.TRADES
    trade, industry = trades[_of(trades, roll[2])]
    city = words.CITIES[unit][place] if 0.3 < roll[0] < 0.6 and form[0] else ("", "")
    long = words.LONG_FORM if roll[0] > 0.985 else ("", "")
    if long[0]:
        city, form = words.CITIES[unit][place], words.FORMS[1]
    english = " ".join(filter(None, (city[1], stem[1], trade[1], long[1], form[1])))
    aliases = (stem[0] + trade[0],) if roll[3] > 0.9 and (city[0] or form[0]) else ()
    return Firm(
        Name((city[0], stem[0], trade[0], long[0], form[0]), english, aliases),
        AccountType.CHANNEL if dealer else AccountType.ENTERPRISE,
        industry,
        words.PROVINCES[unit][place],
        f"{stem[1]}-{trade[1]}.example".lower().replace(" ", "-"),
    )


def _public(row: int, unit: int, roll: Floats) -> Firm:
    place = row % len(words.CITIES[unit])
    body, industry = words.PUBLIC[_of(words.PUBLIC, roll[2])]
    city = words.CITIES[unit][place]
    return Firm(
        Name((city[0], "市", body[0]), f"{city[1]} {body[1]}"),
        AccountType.GOVERNMENT,
        industry,
        words.PROVINCES[unit][place],
        f"{city[1]}-{body[1]}.example".lower().replace(" ", "-"),
    )


def _abroad(row: int, roll: Floats) -> Firm:
    first = words.ABROAD_FIRST[row % len(words.ABROAD_FIRST)]
    trade, industry = words.ABROAD_TRADES[int(roll[2] * len(words.ABROAD_TRADES))]
    form, region = words.ABROAD_FORMS[int(roll[3] * len(words.ABROAD_FORMS))]
    name = f"{first} {trade} {form}"
    host = fold(f"{first}-{trade}").lower().replace(" ", "-").replace("&", "and")
    return Firm(
        Name((name,), ""),
        AccountType.CHANNEL if roll[0] < 0.2 else AccountType.ENTERPRISE,
        (words.INDUSTRY_ZH.get(industry, industry), industry),
        words.PROVINCES[OVERSEAS][region],
        f"{host}.example",
    )
