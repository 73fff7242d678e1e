"""Tables whose rows belong to an account and also name something that belongs to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model

from accounts.models import Account
from kam.merging.relations import Relation, moving

# Rows at the kept record of which one side would go back and the other would stay. `here` and
# `there` are the moves of the two ends, 0 if there is none; filled in by who asks.
MOVED = "SELECT unnest(ids) FROM accounts_mergemove WHERE id = {{%s}}"
HERE, THERE = MOVED % "here", MOVED % "there"
DIRECT = f"""
SELECT %s, count(*) FROM {{table}} t WHERE t.{{column}} = {{{{kept}}}} AND t.{{other}} IS NOT NULL
  AND (t.{{key}} IN ({HERE})) <> (t.{{other}} IN ({THERE}))
"""
THROUGH = f"""
SELECT %s, count(*) FROM {{table}} t JOIN {{through}} x ON x.{{source}} = t.{{key}}
WHERE t.{{column}} = {{{{kept}}}} AND (t.{{key}} IN ({HERE})) <> (x.{{other}} IN ({THERE}))
"""


@dataclass(frozen=True)
class Link:
    """`owner` and `target`: (model, foreign key to the account) of the two ends."""

    label: str
    owner: tuple[str, str]
    target: tuple[str, str]
    statement: str


def links_of(moved: Iterable[tuple[str, str]]) -> Iterator[Link]:
    """Links of which at least one end has moved with the merge."""
    known = set(moved)
    for relation in moving(Account):
        for link in _links(relation):
            if {link.owner, link.target} & known:
                yield link


def _links(relation: Relation) -> Iterator[Link]:
    """`contact` goes with `account`, `from_contact` with `from_account`."""
    prefix = relation.field.name.removesuffix("account")
    if relation.field.name != f"{prefix}account":
        return
    accounts = {str(r.field.name) for r in moving(Account) if r.model is relation.model}
    others = {name.removesuffix("account") for name in accounts} - {prefix, ""}
    homes = _homes()
    for field in _references(relation.model):
        other = field.name.startswith(tuple(others)) if others and not prefix else False
        if field.name.startswith(prefix) and not other and field.related_model in homes:
            yield _link(relation, field, homes[field.related_model])


def _homes() -> dict[type[Model], str]:
    """Models whose rows belong to one account, by the name of that field."""
    return {r.model: str(r.field.name) for r in moving(Account) if r.field.name == "account"}


def _references(model: type[Model]) -> list[Any]:
    keys = [f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)]
    return [*keys, *model._meta.local_many_to_many]


def _link(relation: Relation, field: Any, home: str) -> Link:
    parts = {"table": relation.table, "column": relation.column, "key": relation.key}
    if field.many_to_many:
        through = field.remote_field.through._meta.db_table
        parts |= {
            "through": through, "source": field.m2m_column_name(),
            "other": field.m2m_reverse_name()
        }  # fmt: skip
        statement = THROUGH.format(**parts)
    else:
        statement = DIRECT.format(**parts, other=field.column)
    owner = (relation.label, str(relation.field.name))
    return Link(relation.label, owner, (field.related_model._meta.label, home), statement)
