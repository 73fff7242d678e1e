"""Rows of accounts, contacts and rates while they are checked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.imports import cells, staging
from accounts.imports.in_use import InUse, uses_of
from accounts.imports.refusal import ImportRefused
from accounts.imports.table import Table

Saved = list[tuple[int, dict[str, Any] | None, dict[str, Any]]]  # object, before, after


@dataclass
class Draft:
    """A row: its texts by field, and what it would do to which object, or why it can't."""

    line: int
    texts: dict[str, str]
    outcome: str = ""
    object_id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    identity: Any = None
    reason: tuple[str, str] | None = None
    detail: str | None = None

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def reject(self, name: str, reason: str, detail: str | None = None) -> None:
        """The first reason stays."""
        if self.reason is None:
            self.reason, self.detail = (name, reason), detail

    def compare(self, current: dict[str, Any] | None) -> None:
        """Set the outcome; of a known object only the fields that differ stay."""
        if current is None:
            self.outcome = "new"
            return
        self.fields = {k: v for k, v in self.fields.items() if current[k] != v}
        self.before = {name: current[name] for name in self.fields}
        self.outcome = "changed" if self.fields else "unchanged"


def read_rows(table: Table, columns: dict[str, str]) -> list[Draft]:
    """Every row with its texts by field; ragged rows and formulas are rejected already."""
    width = len(table.header)
    pick = staging.picker(table.header, columns)
    return [draft(staging.line(row, width, pick), list(columns)) for row in table.rows]


def draft(line: list[Any], names: list[str]) -> Draft:
    number, cells_found, *texts = line if len(line) > 2 else [*line, ""]
    row = Draft(number, dict(zip(names, texts, strict=False)))
    if cells_found is not None:
        row.reject("", "ragged", str(cells_found))
    for name, text in row.texts.items():
        if text.startswith("="):
            row.reject(name, "formula")
    return row


def dates(
    texts: Iterable[str], order: str, ahead: int = 366
) -> dict[str, tuple[str | None, str | None]]:
    """Text → (ISO day, None) or (None, reason), by the rules of ledger files."""
    query = cells.days("given", "text", order, ahead).replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given AS (SELECT unnest(%s::text[]) AS text) {query.replace('WITH', ',', 1)}",
            [list(set(texts))],
        )
        return {text: (day and day.isoformat(), fault) for text, day, fault in cursor.fetchall()}


def refuse_changed(found: int, expected: int) -> None:
    if found != expected:
        raise ImportRefused(_("The data changed since the check. Check the file again."))


def values_of(objects: "QuerySet[Any]", names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """id → fields as JSON knows them."""
    names = list(names)
    return {
        row["id"]: {name: plain(row[name]) for name in names}
        for row in objects.order_by().values("id", *names)
    }


def plain(value: Any) -> Any:
    """Dates and decimals as text, all else as it is."""
    return value if isinstance(value, (str, int, list, bool, type(None))) else str(value)


def expect(model: type[Model], states: dict[int, dict[str, Any]]) -> None:
    """Lock the objects and make sure that each has the values given."""
    names = sorted({name for fields in states.values() for name in fields})
    list(model._default_manager.select_for_update().filter(pk__in=states).values_list("pk"))
    current = values_of(model._default_manager.filter(pk__in=states), names)
    same = [pk for pk, fields in states.items() if pk in current and holds(current[pk], fields)]
    refuse_changed(len(same), len(states))


def holds(current: dict[str, Any], fields: dict[str, Any]) -> bool:
    return all(current[name] == value for name, value in fields.items())


def remove(model: type[Model], ids: list[int]) -> None:
    """Delete what an import made; refused if other records have come to refer to it."""
    if uses := uses_of(model, ids):
        raise InUse(model, uses)
    model._default_manager.filter(pk__in=ids).delete()
