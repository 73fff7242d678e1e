"""Projects with the stages they went through, and who brought whom."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from accounts.models import Project, ProjectState, Referral
from accounts.models.project_state import Stage
from kam.demo import fact_texts as words
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book, Kind
from kam.demo.calendar import Ints, days
from kam.demo.company import Staff
from kam.demo.contacts import People
from kam.demo.facts import COMMON, Part, Row, write
from kam.demo.load import NULL, reserve

PROJECTS = (1.6, 0.25)  # of a large account and of another one, on average
REFERRED = 0.06
WAY = (Stage.LEAD, Stage.RELATION, Stage.PROPOSAL, Stage.CONTRACT)
AFTER = (Stage.WON, Stage.DELIVERY, Stage.AFTER_SALES)
WON = 0.6
STEP = (20, 90)  # days from stage to stage
STATE = ("project_id", "stage", "value_base", "is_strategic", "reason")


def load(book: Book, customers: Customers, staff: Staff, people: People) -> int:
    """Write projects, their states and referrals; returns the number of rows."""
    total = 0
    for low in range(0, len(book), CHUNK):
        part = Part(book, customers, staff, low, "projects")
        mean = np.where(customers.place[part.low : part.high] < part.known, *PROJECTS)
        total += _projects(part, book.random("projects", low).poisson(mean))
        total += write(
            Referral,
            (*COMMON, "from_account_id", "from_contact_id", "direction", "note"),
            _referrals(book, part, people),
        )
    return total


def _projects(part: Part, count: Ints) -> int:
    first_id = reserve(Project, int(count.sum()))
    rows: list[Row] = []
    states: list[Row] = []
    for pk, row in enumerate(np.repeat(np.arange(part.low, part.high), count).tolist(), first_id):
        opened = part.day(20, 900)
        name = part.pick(words.PROJECTS, row)
        product = part.pick(words.PRODUCTS, row)
        owner = part.owner[row] or NULL
        account = part.customers.first_id + row
        rows.append((pk, account, name, f"P-{pk:05}", product, owner, opened))
        states += _states(part, row, pk, opened)
    columns = ("id", "account_id", "name", "code", "product", "owner_id", "opened_on")
    return write(Project, columns, rows) + write(ProjectState, (*COMMON, *STATE), states)


def _states(part: Part, row: int, project: int, opened: date) -> Iterator[Row]:
    """From stage to stage until the last day of the book; after the contract it is decided."""
    large = part.place[row] < part.known
    value = f"{part.year[row] * part.random.uniform(0.1, 0.6) + 5000:.0f}.00"
    strategic = large and part.random.random() < 0.25
    won = part.random.random() < WON
    stages = [*WAY, *(AFTER if won else (Stage.LOST,))]
    if not won:  # many are lost before the contract
        del stages[part.random.randrange(1, 4) : -1]
    day = opened
    for stage in stages:
        if day > part.end:
            return
        reasons = {Stage.WON: words.WON, Stage.LOST: words.LOST}.get(stage)
        reason = part.pick(reasons, row) if reasons else ""
        yield *part.common(row, day), project, stage.value, value, strategic, reason
        day += timedelta(days=part.random.randrange(*STEP))


def _referrals(book: Book, part: Part, people: People) -> Iterator[Row]:
    """By accounts of earlier rows: no loop can come of it."""
    calendar = days(book.end)
    for row in part.rows:
        if row < 10 or part.kind[row] == Kind.PROSPECT or part.random.random() > REFERRED:
            continue
        other = part.random.randrange(0, row)
        if _family(book, row) == _family(book, other):
            continue
        person = int(people.first_id[other]) if part.random.random() < 0.7 else NULL
        day = calendar[int(book.first[row])]
        referrer = part.customers.first_id + other
        yield *part.common(row, day), referrer, person, "from_customer", ""


def _family(book: Book, row: int) -> int:
    """The head of its group."""
    return int(book.parent[row]) if book.parent[row] >= 0 else row
