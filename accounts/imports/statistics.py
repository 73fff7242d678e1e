"""What the planner knows of the tables, after many rows changed at once."""

from functools import partial

from django.db import connection, transaction
from django.db.models import Model

from accounts.imports.fact_kinds import FACT_KINDS
from accounts.models import Account, Contact, LedgerEntry, MonthlyRollup, Project, ProjectState
from accounts.models.batch import ImportBatch, ImportKind

MANY = 1000
TOUCHED: dict[str, tuple[type[Model], ...]] = {
    ImportKind.LEDGER: (LedgerEntry, MonthlyRollup),
    ImportKind.ACCOUNTS: (Account,),
    ImportKind.CONTACTS: (Contact,),
    ImportKind.PROJECTS: (Project, ProjectState),
    **{name: (kind.model,) for name, kind in FACT_KINDS.items()},
}


def renew_after(batch: ImportBatch) -> None:
    """Once the change is committed, if it was large: autovacuum comes minutes later, and until
    then pages over a table that was empty would take plans for an empty one."""
    kinds = [ImportKind(batch.kind)]
    if batch.counts.get("accounts_created"):
        kinds.append(ImportKind.ACCOUNTS)
    changed = ("created", "changed", "accounts_created")
    if sum(batch.counts.get(name, 0) for name in changed) > MANY:
        for kind in kinds:
            transaction.on_commit(partial(renew, kind), robust=True)


def renew(kind: ImportKind) -> None:
    with connection.cursor() as cursor:
        for model in TOUCHED.get(kind, ()):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
