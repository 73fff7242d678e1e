"""Files of users: who works here, in which role and unit.

Nobody is invited and nobody becomes an administrator by a file. Without an e-mail address a person
owns accounts and projects but can't log in.
"""

from typing import Any

from accounts.imports import rows
from accounts.imports.account_links import unit_names
from accounts.imports.checks import is_email, is_too_long
from accounts.imports.choices import choice
from accounts.imports.people import People
from accounts.imports.rows import Draft
from accounts.models.batch import ImportBatch
from staff.models import Company, Department, User
from staff.models.user import ROLE_LABELS
from staff.permissions import Role
from staff.services.users import NEEDS_UNIT

TEXTS = ("name", "name_en", "phone")
NAMES = (*TEXTS, "email", "role", "department", "unit_id")
WRITTEN = [name.removesuffix("_id") for name in NAMES]


def judge(drafts: list[Draft], batch: ImportBatch) -> None:
    units, known = unit_names(), rows.values_of(User.objects.all(), NAMES)
    people = People(User.objects.all(), None)
    for draft in drafts:
        read(draft, units)
        find(draft, people, known)
        current = known[draft.object_id] if draft.object_id else None
        refuse(draft, current)
        draft.identity = draft.object_id or draft.fields.get("email") or draft.text("name")
        draft.compare(current)


def read(draft: Draft, units: dict[str, set[int]]) -> None:
    """The row's fields; empty cells say nothing and change nothing."""
    for name in TEXTS:
        if text := draft.text(name):
            if is_too_long(User, name, text):
                draft.reject(name, "too_long")
            draft.fields[name] = text
    if not draft.text("name"):
        draft.reject("name", "empty")
    if text := draft.text("email"):
        draft.fields["email"] = text.lower()
        if not is_email(User, text):
            draft.reject("email", "not_an_email")
    read_place(draft, units)


def read_place(draft: Draft, units: dict[str, set[int]]) -> None:
    if text := draft.text("role"):
        draft.fields["role"] = choice(ROLE_LABELS.items(), text)
        if draft.fields["role"] is None:
            draft.reject("role", "unknown_choice")
    if text := draft.text("department"):
        draft.fields["department"] = choice(Department.choices, text)
        if draft.fields["department"] is None:
            draft.reject("department", "unknown_choice")
    if text := draft.text("unit"):
        found = units.get(text.casefold(), set())
        draft.fields["unit_id"] = next(iter(found), None)
        if len(found) != 1:
            draft.reject("unit", "unknown_unit")


def find(draft: Draft, people: People, known: dict[int, dict[str, Any]]) -> None:
    """By address; else by name, but who has another address is somebody else of that name."""
    email, name = draft.fields.get("email"), draft.text("name").casefold()
    draft.object_id = people.find(email) if email else None
    if draft.object_id is None:
        same = people.known.get(name, set())
        same = {pk for pk in same if not (email and known[pk]["email"])}
        if len(same) > 1:
            draft.reject("name", "ambiguous_user")
        draft.object_id = next(iter(same), None)


def refuse(draft: Draft, current: dict[str, Any] | None) -> None:
    """What the page of a user refuses, and administrators: they are named one by one."""
    after = {"role": Role.REP, "unit_id": None, **(current or {}), **draft.fields}
    was = current["role"] if current else None
    if after["role"] != was and Role.ADMIN in (after["role"], was):
        draft.reject("role", "administrator")
    if after["unit_id"] is None and after["role"] in NEEDS_UNIT:
        draft.reject("unit", "needs_unit")


def save(drafts: list[Draft], batch: ImportBatch) -> list[tuple[int, Any, dict[str, Any]]]:
    new = [draft for draft in drafts if draft.outcome == "new"]
    changed = {d.object_id: d for d in drafts if d.outcome == "changed" and d.object_id}
    emails = {d.fields["email"] for d in drafts if "email" in d.fields}
    rows.refuse_changed(User.objects.filter(email__in=emails).count(), 0)
    rows.expect(User, {pk: draft.before for pk, draft in changed.items()})
    language = Company.current().language
    made = [User(language=language, **draft.fields) for draft in new]
    for person in made:
        person.set_unusable_password()
    User.objects.bulk_create(made, batch_size=1000)
    write({pk: draft.fields for pk, draft in changed.items()})
    return [
        *((person.pk, None, draft.fields) for person, draft in zip(made, new, strict=True)),
        *((pk, draft.before, draft.fields) for pk, draft in changed.items()),
    ]


def write(values: dict[int, dict[str, Any]]) -> None:
    people = list(User.objects.filter(pk__in=values))
    for person in people:
        for name, value in values[person.pk].items():
            setattr(person, name, value)
    User.objects.bulk_update(people, WRITTEN, batch_size=500)


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    rows.expect(User, {pk: after for pk, _before, after in changes})
    rows.remove(User, [pk for pk, before, _after in changes if before is None])
    write({pk: before for pk, before, _after in changes if before is not None})
