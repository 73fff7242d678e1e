"""The people at the accounts: one to five each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from accounts.models import Contact
from accounts.models.contact import digits
from kam.demo import names, words
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book
from kam.demo.calendar import Ints
from kam.demo.load import copy, reserve, text
from kam.lib import names as rules

COUNTS = (0.32, 0.34, 0.18, 0.1, 0.06)  # shares of accounts with 1 to 5 people
COLUMNS = (
    "id", "account_id", "code", "name", "name_en", "title", "department", "phone", "email",
    "decision_role", "influence", "source", "consent_on", "note", "is_active", "sort_key",
    "search_text", "created_at",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class People:
    """Per account: id of the first person and how many there are (the first two are active)."""

    first_id: Ints
    count: Ints


@dataclass(frozen=True)
class Person:
    name: str
    name_en: str
    sort_key: str
    search_text: str


def load(book: Book, customers: Customers) -> People:
    random = book.random("contacts")
    count = random.choice(len(COUNTS), len(book), p=COUNTS) + 1
    count = np.where(customers.place < 0.05, np.maximum(count, 3), count)
    start = reserve(Contact, int(count.sum()))
    first_id = start + np.cumsum(count) - count
    for low in range(0, len(book), CHUNK):
        rows = slice(low, low + CHUNK)
        copy(Contact, COLUMNS, _lines(book, customers, first_id[rows], count[rows], low))
    return People(first_id, count)


def everybody() -> tuple[list[Person], list[Person]]:
    """Chinese people and foreigners, each with search columns worked out once."""
    home = []
    for (surname, given), english in names.people():
        name = surname + given
        home.append(Person(name, english, rules.pinyin(name), rules.search_text(name, english)))
    abroad = [Person(n, "", rules.pinyin(n), rules.search_text(n)) for n in names.foreigners()]
    return home, abroad


def _lines(
    book: Book, customers: Customers, first_id: Ints, count: Ints, low: int
) -> Iterator[str]:
    random = book.random("contacts", low)
    groups = everybody()
    for offset, (first, many) in enumerate(zip(first_id.tolist(), count.tolist(), strict=True)):
        row = low + offset
        english = bool(customers.english[row])
        draws = random.random((many, 3)).tolist()
        for nth, (who, phone, here) in enumerate(draws):
            person = groups[english][int(who * len(groups[english]))]
            title, department, role, influence = words.POSITIONS[
                (row + nth * 3) % len(words.POSITIONS)
            ]
            number = f"138 0000 {int(phone * 10_000):04}" if not english else ""
            found = [person.search_text, *filter(None, [digits(number)])]
            mail = (person.name_en or rules.fold(person.name)).lower().replace(" ", ".")
            yield "\t".join(
                (
                    str(first + nth), str(customers.first_id + row), "", person.name,
                    person.name_en, title[english], department[english],
                    number,
                    f"{mail}@{customers.domains[row]}", role, str(influence),
                    ("card", "person", "company")[nth % 3], r"\N", "",
                    "f" if nth >= 2 and here < 0.08 else "t",
                    person.sort_key, text("\n".join(found)), f"{book.end} 01:00+00",
                )
            )  # fmt: skip
