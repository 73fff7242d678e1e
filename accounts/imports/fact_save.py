"""Saving a file of facts, and undoing it."""

from typing import Any

from django.utils import timezone

from accounts.imports import fact_writing, rows
from accounts.imports.fact_kinds import FACT_KINDS, FactKind
from accounts.imports.fact_writing import Wanted
from accounts.imports.rows import Draft
from accounts.models.batch import ImportBatch
from staff.models import User


def save(drafts: list[Draft], batch: ImportBatch) -> list[tuple[int, Any, dict[str, Any]]]:
    kind = FACT_KINDS[batch.kind]
    fact_writing.lock()
    accounts = {draft.fields["account_id"] for draft in drafts}
    fact_writing.refuse_strangers(accounts, batch.created_by)
    refuse_news(drafts, kind, accounts)
    closed = kind.closed(accounts)
    wanted = [
        Wanted(draft.fields, draft.object_id, closed.get(kind.identity(draft.fields)))
        for draft in drafts
    ]
    pairs = fact_writing.write(kind.model, wanted, batch, timezone.now())
    return [
        (new, old and {"corrects": old}, draft.fields)
        for (new, old), draft in zip(pairs, drafts, strict=True)
    ]


def refuse_news(drafts: list[Draft], kind: FactKind, accounts: set[int]) -> None:
    """Something may have become known since the preview that a row would have been judged by."""
    known = kind.known(accounts)
    new = [draft for draft in drafts if draft.outcome == "new"]
    rows.refuse_changed(sum(kind.identity(draft.fields) in known for draft in new), 0)
    if kind.refuse:
        kind.refuse(drafts)
    rows.refuse_changed(sum(draft.reason is not None for draft in drafts), 0)


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    model = FACT_KINDS[batch.kind].model
    fact_writing.refuse_handed_over(model, batch, by)
    pairs = [(new, before["corrects"] if before else None) for new, before, _after in changes]
    fact_writing.take_back(model, pairs, batch, timezone.now(), by)
