"""Rows of a preview in the reader's words: names for ids, labels for values."""

import json
from collections import defaultdict
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.imports.fact_kinds import FACT_KINDS
from accounts.imports.fields import label
from accounts.models import Account, Contact, ExchangeRate, Project, ProjectState
from accounts.models.batch import ImportKind
from kam.lib import days, numbers

MODELS: dict[str, tuple[type[models.Model], ...]] = {
    ImportKind.ACCOUNTS: (Account,),
    ImportKind.CONTACTS: (Contact,),
    ImportKind.RATES: (ExchangeRate,),
    ImportKind.PROJECTS: (ProjectState, Project),
    **{name: (kind.model,) for name, kind in FACT_KINDS.items()},
}


class Words:
    """For the rows of one preview; a query per table they refer to."""

    def __init__(self, kind: str, rows: list[dict[str, Any]]) -> None:
        self.kind = kind
        found = [field for model in MODELS[kind] for field in model._meta.concrete_fields]
        self.fields = {field.attname: field for field in found}
        self.fields.setdefault("closed_on", self.fields.get("date"))  # type: ignore[arg-type]
        self.texts = {row["line"]: texts(row) for row in rows}
        self.names = self._names()

    def _names(self) -> dict[tuple[type, int], str]:
        wanted: dict[Any, set[int]] = defaultdict(set)
        for pair in self.texts.values():
            for name, value in (item for side in pair for item in side.items()):
                field = self.fields.get(name)
                if field is not None and field.is_relation and value:
                    wanted[field.related_model].add(value)
        return {
            (model, row.pk): str(row)
            for model, pks in wanted.items()
            for row in model._default_manager.filter(pk__in=pks)
        }

    def of(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row's fields with what they say, and what was said before."""
        fields, before = self.texts[row["line"]]
        changes = [
            {"label": label(self.kind, name.removesuffix("_id").removesuffix("_code")),
             "old": self.said(name, before.get(name)), "new": self.said(name, value)}
            for name, value in fields.items()
            if value not in (None, "") or name in before
        ]  # fmt: skip
        return {"line": row["line"], "changes": changes}

    def said(self, name: str, value: Any) -> str:
        field = self.fields.get(name)
        if value in (None, "") or field is None:
            return "" if value is None else str(value)
        if field.is_relation:
            return self.names.get((field.related_model, value), "")  # type: ignore[arg-type]
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(field, models.DateField):
            return days.full_day(field.to_python(value))
        if isinstance(field, models.DecimalField) and field.decimal_places == 2:
            return numbers.number(field.to_python(value), 2)
        return numbers.number(value) if isinstance(value, int) else plain(value)


def plain(value: Any) -> str:
    """Other names are a list."""
    return _(", ").join(value) if isinstance(value, list) else str(value)


def texts(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields and what they were before, as they were staged."""
    return json.loads(row["fields"]), json.loads(row["before"])
