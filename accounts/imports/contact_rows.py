"""Files of contacts."""

from collections import defaultdict
from typing import Any

from accounts.imports import matching, rows
from accounts.imports.checks import is_email, is_too_long
from accounts.imports.choices import choice
from accounts.imports.rows import Draft
from accounts.models import Contact
from accounts.models.batch import ImportBatch
from accounts.models.contact import ContactSource, DecisionRole
from staff.models import User

TEXTS = ("code", "name", "name_en", "title", "department", "phone", "note")
NAMES = (*TEXTS, "email", "decision_role", "influence", "consent_on")


def judge(drafts: list[Draft], batch: ImportBatch) -> None:
    accounts = matching.match_drafts(drafts, batch.created_by, ("account",), "account_name")
    days = rows.dates((d.text("consent_on") for d in drafts), batch.options.get("date_order", ""))
    for draft in drafts:
        read(draft, days)
    find(drafts, accounts)


def read(draft: Draft, days: dict[str, Any]) -> None:
    """The row's fields; empty cells say nothing and change nothing."""
    for name in TEXTS:
        if text := draft.text(name):
            if is_too_long(Contact, name, text):
                draft.reject(name, "too_long")
            draft.fields[name] = text
    if not draft.text("name"):
        draft.reject("name", "empty")
    read_email(draft)
    read_role(draft)
    if text := draft.text("consent_on"):
        draft.fields["consent_on"], fault = days[text]
        if fault:
            draft.reject("consent_on", fault)


def read_role(draft: Draft) -> None:
    if text := draft.text("decision_role"):
        draft.fields["decision_role"] = choice(DecisionRole.choices, text)
        if draft.fields["decision_role"] is None:
            draft.reject("decision_role", "unknown_choice")
    if text := draft.text("influence"):
        if text not in list("12345"):
            draft.reject("influence", "not_1_to_5")
        else:
            draft.fields["influence"] = int(text)


def read_email(draft: Draft) -> None:
    if text := draft.text("email"):
        draft.fields["email"] = text
        if not is_email(Contact, text):
            draft.reject("email", "not_an_email")


def find(drafts: list[Draft], accounts: dict[int, int]) -> None:
    """By number, else by name at the account; a person without a number may be given one."""
    people = list(Contact.objects.filter(account__in=set(accounts.values())))
    current = {p.pk: {name: rows.plain(getattr(p, name)) for name in NAMES} for p in people}
    merged = codes_of_merged(set(accounts.values()))
    by_code = merged | {(p.account_id, p.code): p.pk for p in people if p.code}
    by_name: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    for person in people:
        by_name[person.account_id, person.name].append(person)
    for draft in drafts:
        if draft.reason:
            continue
        account, code, name = accounts[draft.line], draft.text("code"), draft.text("name")
        draft.object_id = by_code.get((account, code))
        if (account, code) in merged:
            draft.fields = {n: v for n, v in draft.fields.items() if n not in ("code", "name")}
        if draft.object_id is None:
            same = [p for p in by_name[account, name] if not (code and p.code)]
            if len(same) > 1:
                draft.reject("name", "ambiguous_contact")
            draft.object_id = same[0].pk if same else None
        draft.identity = draft.object_id or (account, code or name)
        draft.compare(current[draft.object_id] if draft.object_id else None)
        if draft.outcome == "new":
            draft.fields["account_id"] = account


def codes_of_merged(accounts: set[int]) -> dict[tuple[int, str], int]:
    """Numbers of people whose record became part of another: they mean that one now, which keeps
    its own name and number."""
    merged = Contact.everyone.filter(account__in=accounts).exclude(merged_into=None)
    rows = merged.exclude(code="").order_by("pk").values_list("account", "code", "merged_into")
    return {(account, code): into for account, code, into in rows if into}


def save(drafts: list[Draft], batch: ImportBatch) -> list[tuple[int, Any, dict[str, Any]]]:
    new = [draft for draft in drafts if draft.outcome == "new"]
    changed = {d.object_id: d for d in drafts if d.outcome == "changed" and d.object_id}
    scope = matching.scope_of(batch.created_by)
    wanted = {draft.fields["account_id"] for draft in new} | set(
        Contact.objects.filter(pk__in=changed).values_list("account", flat=True)
    )
    rows.refuse_changed(scope.filter(pk__in=wanted).count(), len(wanted))
    made = [Contact(**draft.fields, source=ContactSource.IMPORT) for draft in new]
    for person in made:
        person.refresh_names()
    Contact.objects.bulk_create(made, batch_size=1000)
    rows.expect(Contact, {pk: draft.before for pk, draft in changed.items()})
    write({pk: draft.fields for pk, draft in changed.items()})
    return [
        *((person.pk, None, draft.fields) for person, draft in zip(made, new, strict=True)),
        *((pk, draft.before, draft.fields) for pk, draft in changed.items()),
    ]


def write(values: dict[int, dict[str, Any]]) -> None:
    people = list(Contact.objects.filter(pk__in=values))
    for person in people:
        for name, value in values[person.pk].items():
            setattr(person, name, value)
        person.refresh_names()
    Contact.objects.bulk_update(people, [*NAMES, "sort_key", "search_text"], batch_size=500)


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    rows.expect(Contact, {pk: after for pk, _before, after in changes})
    rows.remove(Contact, [pk for pk, before, _after in changes if before is None])
    write({pk: before for pk, before, _after in changes if before is not None})
