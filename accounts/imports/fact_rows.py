"""Files of facts: every row is read, matched, compared with what is known, and judged as its form
would judge it."""

from accounts.imports import checks, fact_cells, matching, rows
from accounts.imports.fact_kinds import FACT_KINDS, FactKind
from accounts.imports.fact_save import save, undo
from accounts.imports.fields import FIELDS
from accounts.imports.rows import Draft
from accounts.models.batch import ImportBatch

__all__ = ["judge", "save", "undo"]


def judge(drafts: list[Draft], batch: ImportBatch) -> None:
    kind = FACT_KINDS[batch.kind]
    accounts = matching.match_drafts(drafts, batch.created_by, ("account",), "account_name")
    fact_cells.read(drafts, kind.fields, batch)
    if kind.link:
        kind.link(drafts, batch)
    good = [draft for draft in drafts if not draft.reason]
    for draft in good:
        draft.fields["account_id"] = accounts[draft.line]
    compare(good, kind)
    refuse_empty(good, batch.kind)
    refuse_as_forms_do([d for d in good if d.outcome != "unchanged"], kind, batch)
    if kind.refuse:
        kind.refuse(good)


def compare(drafts: list[Draft], kind: FactKind) -> None:
    """What each row adds or corrects. What it does not say stays, or is as in an empty form."""
    blank = {field.attname: rows.plain(field.get_default()) for field in kind.model.own_fields()}
    known = kind.known({draft.fields["account_id"] for draft in drafts})
    for draft in drafts:
        given, draft.fields = draft.fields, blank | draft.fields
        draft.identity = kind.identity(draft.fields)
        about = known[draft.identity]
        equal = [old for old in about if given.items() <= old.items()]
        if not about:
            draft.outcome = "new"
            continue
        if len(about) > 1 and not equal:
            draft.reject("", "several")
        old = (equal or about)[0]
        draft.object_id = old["id"]
        draft.fields = {name: old[name] for name in kind.content} | given
        draft.before = {n: old[n] for n, value in draft.fields.items() if old[n] != value}
        draft.outcome = "changed" if draft.before else "unchanged"


def refuse_empty(drafts: list[Draft], kind: str) -> None:
    """Where nothing is known yet, some cells may not be empty."""
    needed = [field.name for field in FIELDS[kind] if field.required]
    for draft in drafts:
        for name in needed:
            if draft.outcome == "new" and not draft.text(name):
                draft.reject(name, "empty")


def refuse_as_forms_do(drafts: list[Draft], kind: FactKind, batch: ImportBatch) -> None:
    today, names, user = fact_cells.day_of(batch).isoformat(), list(kind.fields), batch.created_by
    for draft in drafts:
        if draft.reason:
            continue
        if draft.fields["date"] > today:
            draft.reject("date", "future")
        fact = kind.model(**draft.fields)
        checks.check(draft, fact, names, whole=kind.refuses_alone)
        if user and not fact.editable_by(user):
            draft.reject("kind", "not_for_role")
