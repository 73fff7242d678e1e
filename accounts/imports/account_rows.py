"""Files of accounts."""

import re
from typing import Any

from django.db.models import TextChoices

from accounts.imports import matching, rows
from accounts.imports.account_links import Links
from accounts.imports.account_save import save, undo
from accounts.imports.checks import is_too_long
from accounts.imports.choices import choice
from accounts.imports.new_accounts import owned_by
from accounts.imports.rows import Draft
from accounts.models import Account
from accounts.models.account import AccountStatus, AccountType
from accounts.models.batch import ImportBatch

__all__ = ["judge", "save", "undo"]

TEXTS = ("code", "name", "name_en", "registry_number", "domain", "industry", "region", "note")
CHOICES: dict[str, type[TextChoices]] = {"type": AccountType, "status": AccountStatus}
STATE = (*TEXTS, "aliases", "type", "status", "owner_id", "unit_id", "parent_id")


def judge(drafts: list[Draft], batch: ImportBatch) -> None:
    for draft in drafts:
        read(draft)
    numbers = ("code", "registry_number")
    targets = matching.match_drafts(drafts, batch.created_by, numbers, "name", create=True)
    known = [target for target in targets.values() if target > 0]
    current = rows.values_of(Account.objects.filter(pk__in=known), STATE)
    links = Links(drafts, batch.created_by)
    records = Account.everyone.filter(merged_into__in=known)
    merged = set(records.values_list("merged_into", flat=True))
    for draft in drafts:
        target = targets.get(draft.line)
        if draft.reason or target is None:
            continue
        draft.object_id = target if target > 0 else None
        draft.identity = target
        before = current[target] | {"parent_code": None} if target > 0 else None
        if before and target in merged:
            keep_own_names(draft, before)
        links.resolve(draft, before)
        if before is None:
            complete(draft, batch)
        draft.compare(before)
    refuse_taken_numbers(drafts)
    links.refuse_rings(drafts)


def keep_own_names(draft: Draft, before: dict[str, Any]) -> None:
    """A file that still has both of two merged records finds the one by the names and numbers of
    the other, and does not rename it."""
    for name in ("code", "name", "name_en", "registry_number"):
        if before[name] and draft.fields.get(name) in before["aliases"]:
            draft.fields.pop(name)


def read(draft: Draft) -> None:
    """The row's fields; empty cells say nothing and change nothing."""
    for name in TEXTS:
        if text := draft.text(name):
            if is_too_long(Account, name, text):
                draft.reject(name, "too_long")
            draft.fields[name] = text
    if text := draft.text("aliases"):
        aliases = [part.strip() for part in re.split("[,，;；、]", text) if part.strip()]
        if any(len(alias) > 200 for alias in aliases):
            draft.reject("aliases", "too_long")
        draft.fields["aliases"] = aliases
    for name, choices in CHOICES.items():
        if text := draft.text(name):
            draft.fields[name] = choice(choices.choices, text)
            if draft.fields[name] is None:
                draft.reject(name, "unknown_choice")


def complete(draft: Draft, batch: ImportBatch) -> None:
    """What a new account needs besides: a name, a status, the importer as owner."""
    if "name" not in draft.fields:
        draft.reject("name", "empty")
    draft.fields.setdefault("status", AccountStatus.ACTIVE.value)
    for name, value in owned_by(batch.created_by).items():
        draft.fields.setdefault(f"{name}_id", value and value.pk)


def refuse_taken_numbers(drafts: list[Draft]) -> None:
    """An account found by name can't take a number that another one has."""
    given = {d.fields["code"]: d for d in drafts if d.outcome == "changed" and d.fields.get("code")}
    for code in Account.objects.filter(code__in=list(given)).values_list("code", flat=True):
        given[code].reject("code", "taken")
