"""The whole demo company, in one transaction."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, Contact, ImportBatch, LedgerEntry, Project
from accounts.models.batch import BatchState, ImportKind, KnownMode
from accounts.models.fact import Fact
from accounts.services import rollup
from kam.demo import (
    accounts,
    book,
    candidates,
    care,
    company,
    contacts,
    duplicates,
    facts,
    files,
    handovers,
    ledger,
    levels,
    people_map,
    problems,
    projects,
    steps,
    visits,
)
from kam.demo.load import MANY, at_rest, bare, run
from relationships.models import Action, NeedItem, Visit
from relationships.services import coverage
from staff.models import Company

SOURCE = "demo"
TABLES = (
    "accounts_account", "accounts_contact", "accounts_ledgerentry", "accounts_monthlyrollup",
    "relationships_visit", "relationships_visit_contacts", "relationships_coverage",
    "relationships_rhythm", "relationships_action", "relationships_needitem", "accounts_project",
    *sorted(model._meta.db_table for model in Fact.__subclasses__()),
)  # fmt: skip


def is_empty() -> bool:
    """Whether nobody keeps customers here yet."""
    return not (Account.objects.exists() or ImportBatch.objects.exists())


def is_demo() -> bool:
    return ImportBatch.objects.filter(source=SOURCE).exists()


@transaction.atomic
def build(*, size: int, seed: int, end: date) -> dict[str, Any]:
    """Fill an empty database with a company of `size` accounts up to `end`; returns row counts.

    Memory is bounded by the chunk, but for a few narrow columns of the book.
    """
    staff = company.create()
    ours = Company.current()
    plan = book.make(size, seed, end)
    many = size >= MANY
    quiet = [LedgerEntry, *([Account, Contact, Project, Visit, Action, NeedItem] if many else [])]
    with at_rest(*quiet):
        with bare(*(TABLES if many else ())):
            batch = _batch(ImportKind.LEDGER)
            counts = _load(plan, staff, ours, batch)
            steps.load(end)
            rollup.rebuild()
            duplicates.load()
        coverage.rebuild()
    run(*(f"ANALYZE {table}" for table in TABLES))
    handovers.load(end)
    problems.load(end)
    files.load()
    _saved(batch, counts["ledger"])
    for kind in (ImportKind.ACCOUNTS, ImportKind.CONTACTS):
        _saved(_batch(kind), counts[kind])
    return counts


def _load(
    plan: book.Book, staff: company.Staff, ours: Company, batch: ImportBatch
) -> dict[str, int]:
    customers = accounts.load(plan, staff, ours.language == company.ENGLISH)
    people = contacts.load(plan, customers)
    people_map.load(plan, customers)
    money = ledger.Money(ours.base_currency, plan.end)
    known = facts.load(plan, customers, staff) + candidates.load(plan, customers, staff)
    levels.load(plan, customers, staff)
    return {
        "accounts": len(plan),
        "contacts": int(people.count.sum()),
        "rates": money.save(),
        "ledger": ledger.load(plan, customers, money, batch),
        "visits": visits.load(plan, customers, people),
        "care": care.load(plan, customers, staff, people),
        "facts": known + projects.load(plan, customers, staff, people),
    }


def vacuum() -> None:
    """What autovacuum would do within minutes; outside a transaction."""
    if not connection.in_atomic_block:
        run("SET statement_timeout = 0", *(f"VACUUM (ANALYZE) {table}" for table in TABLES))
        run("RESET statement_timeout")


def _batch(kind: ImportKind) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=kind,
        source=SOURCE,
        file_name=f"demo-{kind}.csv",
        known=KnownMode.OWN_DATE,
        state=BatchState.SAVING,
    )


def _saved(batch: ImportBatch, rows: int) -> None:
    counts = {"read": rows, "accepted": rows, "rejected": 0, "created": rows}
    batch.counts = {**counts, "changed": 0, "unchanged": 0}
    batch.state, batch.progress, batch.saved_at = BatchState.SAVED, 100, timezone.now()
    batch.save()
