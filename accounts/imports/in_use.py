"""Records that an import made and others refer to by now: it can't be undone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.imports.refusal import ImportRefused
from kam.lib.numbers import number

FEW = 5


class InUse(ImportRefused):
    """`uses`: what refers to which of the records of `model`, by id."""

    def __init__(self, model: type[Model], uses: Mapping[int, Sequence[str | Promise]]) -> None:
        super().__init__("")
        self.model, self.uses = model, uses

    def __str__(self) -> str:
        found = self.model._default_manager.filter(pk__in=self.uses).order_by("pk")[:FEW]
        return self.told([f"{row} ({self.users(row.pk)})" for row in found])

    def users(self, pk: int) -> str:
        """What refers to one of them: "contacts, visits"."""
        return _(", ").join(map(str, self.uses[pk]))

    def told(self, names: Sequence[str]) -> str:
        """The refusal with these names, and the number of the others."""
        count, rest = len(self.uses), len(self.uses) - len(names)
        if not names:
            names = [_("not visible to you")]
        elif rest:
            text = ngettext("%(shown)s more", "%(shown)s more", rest)
            names = [*names, text % {"shown": number(rest)}]
        text = ngettext(
            "%(shown)s record made by this import is in use by now, so it can't be undone: "
            "%(names)s.",
            "%(shown)s records made by this import are in use by now, so it can't be undone: "
            "%(names)s.",
            count,
        )
        return text % {"shown": number(count), "names": _(", ").join(names)}


def uses_of(model: type[Model], ids: list[int]) -> dict[int, list[str | Promise]]:
    """What refers to the records with these ids; a query per relation."""
    uses: dict[int, list[str | Promise]] = defaultdict(list)
    for relation in protecting(model):
        for pk in users_of(relation, ids):
            uses[pk].append(name_of(relation))
    return dict(uses)


def protecting(model: type[Model]) -> list[Any]:
    """Relations from other tables that say more than that the object exists."""
    relations: list[Any] = [*model._meta.related_objects, *model._meta.many_to_many]
    return [
        relation
        for relation in relations
        if not (relation.one_to_one or relation.related_model is model or "event" in relation.name)
    ]


def users_of(relation: Any, ids: list[int]) -> set[int]:
    if relation.many_to_many and not relation.auto_created:
        through, name = relation.remote_field.through, relation.m2m_field_name()
    elif relation.many_to_many:
        through, name = relation.through, relation.field.m2m_reverse_field_name()
    else:
        through, name = relation.related_model, relation.field.name
    return set(through._default_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))


def name_of(relation: Any) -> str | Promise:
    """What the referring records are called."""
    own = relation.many_to_many and not relation.auto_created
    name: str | Promise = (
        relation.verbose_name if own else relation.related_model._meta.verbose_name_plural
    )
    return name
