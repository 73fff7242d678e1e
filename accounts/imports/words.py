"""Fields of a staged record in words: names for ids, labels for choices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.imports.fact_kinds import FACT_KINDS
from accounts.imports.fields import field_names, label
from accounts.imports.matching import scope_of
from accounts.models import Account, Contact, ExchangeRate, Project, ProjectState
from accounts.models.batch import ImportBatch, ImportKind
from kam.lib import days
from staff.models import Unit, User

MODELS: dict[str, tuple[type[Model], ...]] = {
    ImportKind.ACCOUNTS: (Account,),
    ImportKind.CONTACTS: (Contact,),
    ImportKind.RATES: (ExchangeRate,),
    ImportKind.USERS: (User,),
    ImportKind.PROJECTS: (ProjectState, Project),
    **{name: (kind.model,) for name, kind in FACT_KINDS.items()},
}


class Words:
    """The names of all that some records point at: one query per kind of thing pointed at."""

    def __init__(self, batch: ImportBatch, records: Iterable[Mapping[str, Any]]) -> None:
        self.kind = batch.kind
        models = MODELS.get(batch.kind, ())
        self.fields = {field.attname: field for model in models for field in model._meta.fields}
        if batch.kind == ImportKind.PROJECTS:
            self.fields["closed_on"] = self.fields["date"]
        self.names = self._names(batch, list(records))

    def label(self, name: str) -> Any:
        """What a field is called: as in the file, but a name is not called an e-mail address."""
        field = self.fields.get(name)
        if isinstance(field, ForeignKey):
            return field.verbose_name
        return label(self.kind, name.removesuffix("_code"))

    def place(self, name: str) -> int:
        """Where a file of the kind has it; last if it has it nowhere."""
        names = field_names(self.kind)
        bare = name.removesuffix("_id").removesuffix("_code")
        return names.index(bare) if bare in names else len(names)

    def said(self, name: str, value: Any) -> Any:
        """The value as people read it; nothing for an empty one."""
        field = self.fields.get(name)
        if value in (None, "", []) or field is None:
            return value or ""
        if isinstance(field, ForeignKey):
            return self.names.get((field.related_model, value), _("not visible to you"))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return _plain(field, value)

    def _names(
        self, batch: ImportBatch, records: list[Mapping[str, Any]]
    ) -> dict[tuple[Any, Any], str]:
        scope = scope_of(batch.created_by)
        sources: dict[Any, QuerySet[Any]] = {
            User: User.objects.all(),
            Unit: Unit.objects.all(),
            Account: scope,
            Contact: Contact.objects.filter(account__in=scope),
        }
        wanted: dict[Any, set[Any]] = {model: set() for model in sources}
        for name, field in self.fields.items():
            if isinstance(field, ForeignKey) and field.related_model in wanted:
                wanted[field.related_model] |= {record.get(name) for record in records} - {None}
        return {
            (model, row.pk): str(row)
            for model, pks in wanted.items()
            if pks
            for row in sources[model].filter(pk__in=pks)
        }


def _plain(field: "Field[Any, Any]", value: Any) -> Any:
    if isinstance(value, list):
        return _(", ").join(value)
    day = parse_date(value) if field.get_internal_type() == "DateField" else None
    return days.full_day(day) if day else value
