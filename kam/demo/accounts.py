"""The accounts, with owners, groups, teams and profiles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from accounts.models import Account, AccountProfile
from accounts.models.account import AccountStatus
from kam.demo import texts
from kam.demo.book import Book, Kind
from kam.demo.calendar import DAYS, Ints, days
from kam.demo.company import OVERSEAS, Staff
from kam.demo.firms import firms
from kam.demo.load import MANY, NULL, copy, reserve, run, text
from kam.demo.names import Name, credit_codes
from kam.lib import names

CHUNK = 20_000
LARGEST = 0.03  # all with key account managers
KEY = 0.2  # the larger fifth goes to key account managers more often
COLUMNS = (
    "id", "code", "name", "name_en", "aliases", "registry_number", "domain", "type", "status",
    "industry", "region", "owner_id", "unit_id", "sponsor_id", "parent_id", "top_id", "note",
    "normalised_names", "sort_key", "search_text", "created_at",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Customers:
    """What the other tables need of the accounts: the first id (rows follow), owners' user ids
    (0: nobody), whether the owner writes English, and how soon each is among the largest."""

    first_id: int
    owner: Ints
    english: Ints
    place: Ints
    domains: list[str]


def load(book: Book, staff: Staff, english: bool) -> Customers:
    """Write the accounts; words everybody shares are in the company's language."""
    first_id = reserve(Account, len(book))
    owner = _owners(book, staff)
    place = book.place()
    place = np.where(book.parent >= 0, place[book.parent], place)  # a member counts as its group
    domains: list[str] = []
    lines = _lines(book, staff, first_id, owner, place, int(english), domains)
    run("SET CONSTRAINTS ALL DEFERRED")  # the head of a group may come in a later part
    while part := [line for _, line in zip(range(CHUNK), lines, strict=False)]:
        copy(Account, COLUMNS, part)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    customers = Customers(first_id, owner, book.unit == OVERSEAS, place, domains)
    _teams(book, staff, customers)
    if len(book) < MANY:
        _profiles(book, customers)
    return customers


def _owners(book: Book, staff: Staff) -> Ints:
    """User ids: the region's first seller is its key account manager."""
    place = book.place()
    owner = np.zeros(len(book), np.int64)
    for unit, sellers in enumerate(staff.sellers):
        ids = np.array([user.pk for user in sellers])
        reps = 1 + (book.owner * (len(ids) - 1)).astype(int)
        key = np.where((place < LARGEST) | (book.owner > 0.3), 0, reps)
        here = book.unit == unit
        owner[here] = ids[np.where(place < KEY, key, reps)][here]
    owner[(book.kind == Kind.PROSPECT) & (book.owner > 0.9)] = 0
    return owner


def statuses(book: Book) -> list[AccountStatus]:
    """Prospects and candidates without business; some that stopped buying are dormant or gone."""
    random = book.random("status")
    status = np.full(len(book), 2)
    quiet = random.permutation(
        np.flatnonzero((book.kind == Kind.LAPSED) & (book.last < DAYS - 366))
    )
    status[quiet[: len(quiet) * 3 // 4]] = 3
    status[quiet[: len(quiet) // 4]] = 4
    prospects = np.flatnonzero(book.kind == Kind.PROSPECT)
    status[prospects] = 0
    status[prospects[: len(prospects) // 3]] = 1
    kinds = list(AccountStatus)
    return [kinds[i] for i in status]


def _lines(
    book: Book,
    staff: Staff,
    first_id: int,
    owner: Ints,
    place: Ints,
    language: int,
    domains: list[str],
) -> Iterator[str]:
    random = book.random("accounts")
    registry_numbers = credit_codes(random, len(book))
    calendar = days(book.end)
    units = [unit.pk for unit in staff.units]
    width = max(5, len(str(len(book))))
    rows = zip(
        firms(book), registry_numbers, statuses(book), owner.tolist(), book.unit.tolist(),
        book.parent.tolist(), place.tolist(), book.first.tolist(), strict=True,
    )  # fmt: skip
    for row, (firm, credit, status, by, unit, parent, share, first) in enumerate(rows):
        pk, code = first_id + row, f"KA-{row + 1:0{width}}"
        head = first_id + parent if parent >= 0 else None
        sponsor = staff.sponsor.pk if share < 0.03 else NULL
        domains.append(firm.domain)
        yield "\t".join(
            map(
                str,
                (
                    pk, code, firm.name.chinese, firm.name.english,
                    _array(firm.name.aliases),
                    "" if unit == OVERSEAS else credit, firm.domain, firm.type, status,
                    firm.industry[language], firm.region[language], by or NULL, units[unit],
                    sponsor, head or NULL, head or pk, "", _array(_normalised(firm.name)),
                    firm.name.sort_key(), text(firm.name.search_text(code)),
                    f"{calendar[first]} 01:00+00",
                ),
            )
        )  # fmt: skip


def _normalised(name: Name) -> list[str]:
    return names.all_normalised(name.chinese, name.english, *name.aliases)


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(f'"{each}"' for each in texts) + "}"


def _teams(book: Book, staff: Staff, customers: Customers) -> None:
    """A service colleague with the larger accounts, and the key account manager with some."""
    service = [user.pk for user in staff.service]
    lines = []
    for row in np.flatnonzero(customers.place < KEY).tolist():
        unit = int(book.unit[row])
        lines.append(f"{customers.first_id + row}\t{service[unit == OVERSEAS]}")
        manager = staff.sellers[unit][0].pk
        if manager != customers.owner[row] and row % 3 == 0:
            lines.append(f"{customers.first_id + row}\t{manager}")
    copy(Account.members.through, ("account_id", "user_id"), lines)


def _profiles(book: Book, customers: Customers) -> None:
    """Two thirds of the accounts have a profile, more or less complete."""
    random = book.random("profiles")
    fields = list(texts.PROFILE)
    lines = []
    for row in np.flatnonzero(
        random.random(len(book)) < np.where(customers.place < KEY, 0.95, 0.55)
    ):
        filled = random.random(len(fields)) < random.choice([0.35, 0.7, 1.0])
        chosen = random.integers(0, 2, len(fields))
        english = int(customers.english[row])
        values = [
            texts.PROFILE[field][english][pick] if has else ""
            for field, pick, has in zip(fields, chosen, filled, strict=True)
        ]
        lines.append("\t".join([str(customers.first_id + int(row)), *values]))
    copy(AccountProfile, ["account_id", *fields], lines)
