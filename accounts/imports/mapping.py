"""Which column of the file is which field."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.imports.field import ACCOUNT, simple
from accounts.imports.fields import FIELDS, LINE_FIELDS, field_names, label
from accounts.imports.refusal import ImportRefused
from accounts.models.batch import BatchState, ImportBatch, ImportKind
from staff.models import User

Columns = dict[str, str]  # field → column name


def recognise(kind: str, header: list[str], given: Mapping[str, str] | None = None) -> Columns:
    """The given columns, and by their names those nobody spoke of. An empty name leaves out."""
    given = given or {}
    columns = {field: column for field, column in given.items() if column}
    free = [name for name in header if name and name not in columns.values()]
    for field in FIELDS[kind]:
        if field.name in given or field.name in other_form(columns):
            continue
        called = {simple(name): name for name in reversed(free)}
        column = next((called[name] for name in field.names if name in called), None)
        if column:
            columns[field.name] = column
            free.remove(column)
    if kind == ImportKind.ACCOUNTS and "name" not in columns and "name" not in given:
        _as_name(columns)
    return columns


def _as_name(columns: Columns) -> None:
    """A lone column "account" of accounts holds names: numbers say so in their heading."""
    if simple(columns.get("code", "")) in ("account", "customer"):
        columns["name"] = columns.pop("code")


def other_form(columns: Columns) -> tuple[str, ...]:
    """An amount makes a file of orders, a unit price one of lines; the other is not looked for."""
    if "amount" in columns:
        return LINE_FIELDS
    return ("amount",) if set(LINE_FIELDS) & set(columns) else ()


def remembered(
    kind: str, source: str, header: list[str], user: User | None
) -> tuple[Columns, dict[str, Any]]:
    """Columns and options chosen last time for the same kind, source and header; else empty.

    A rate is of its day and is not remembered.
    """
    batches = ImportBatch.objects.filter(
        kind=kind, source=source, header=header, state__in=[BatchState.CHECKED, BatchState.SAVED]
    )
    if user is not None:
        batches = batches.visible_to(user)
    last = batches.order_by("-pk").first()
    if last is None:
        return {}, {}
    return last.mapping, {name: value for name, value in last.options.items() if name != "rate"}


def check(kind: str, header: list[str], columns: Columns) -> None:
    """Raises ImportRefused if a name is unknown, a column used twice or a field missing."""
    for field, column in columns.items():
        if field not in field_names(kind):
            raise ImportRefused(
                _("There is no field %(field)s; choose from: %(fields)s."),
                field=field,
                fields=field_names(kind),
            )
        if column not in header:
            raise ImportRefused(
                _("The file has no column %(column)s; it has: %(columns)s."),
                column=column,
                columns=[name for name in header if name],
            )
    twice = sorted({c for c in columns.values() if list(columns.values()).count(c) > 1})
    if twice:
        raise ImportRefused(_("One column is used for two fields: %(columns)s."), columns=twice)
    if absent := missing(kind, columns):
        raise ImportRefused(_("No column was found for: %(fields)s."), fields=absent)
    if "amount" in columns and set(LINE_FIELDS) & set(columns):
        raise ImportRefused(_("Choose either the amount, or quantity and unit price; not both."))


def missing(kind: str, columns: Columns) -> list[str | Promise]:
    absent: list[str | Promise] = [
        field.label for field in FIELDS[kind] if field.required and field.name not in columns
    ]
    asked = ACCOUNT in FIELDS[kind]
    if asked and not {"account", "account_name"} & set(columns):
        absent.insert(0, label(kind, "account"))
    if kind == ImportKind.ACCOUNTS and not {"code", "name"} & set(columns):
        absent.append(label(kind, "name"))
    if kind == ImportKind.LEDGER and "amount" not in columns:
        if not {"quantity", "unit_price"} & set(columns):
            absent.append(label(kind, "amount"))
        else:
            absent += [label(kind, f) for f in ("quantity", "unit_price") if f not in columns]
    return absent
