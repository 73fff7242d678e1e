"""Moving rows and remembering those that change, each in one statement whatever their number."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pghistory.trigger
import pgtrigger
from django.db import connection
from django.db.models import Model

from accounts.models import Merge
from accounts.models.merge import Deed
from kam.merging.relations import Relation, Rule, key_of

MOVE = """
WITH moved AS (
  UPDATE {table} t SET {column} = %(kept)s WHERE t.{column} = %(lost)s {but} RETURNING t.{key} AS id
)
INSERT INTO accounts_mergemove (merge_id, model, field, ids)
SELECT %(merge)s, %(model)s, %(field)s, array_agg(id ORDER BY id) FROM moved HAVING count(*) > 0
"""
REMOVE = """
WITH gone AS (DELETE FROM {table} t WHERE {where} RETURNING t.*)
INSERT INTO accounts_mergedrow (merge_id, model, key, deed, before)
SELECT %(merge)s, %(model)s, gone.{key}, 'removed', to_jsonb(gone) FROM gone
"""
REMEMBER = """
INSERT INTO accounts_mergedrow (merge_id, model, key, deed, before)
SELECT %(merge)s, %(model)s, t.{key}, 'changed', jsonb_build_object({columns})
FROM {table} t WHERE {where}
"""
# Of the columns that are remembered; a row is named once per table.
SETTLE = """
UPDATE accounts_mergedrow r SET after = (
  SELECT jsonb_object_agg(name, to_jsonb(t) -> name) FROM jsonb_object_keys(r.before) AS name)
FROM {table} t
WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND r.deed = 'changed' AND t.{key} = r.key
"""
INHERIT = """
WITH heir AS (
  INSERT INTO {table} ({names}) SELECT {names} FROM accounts_mergedrow r, jsonb_populate_record(
    NULL::{table}, r.before || jsonb_build_object('{column}', %(kept)s::bigint)) AS p
  WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND r.deed = 'removed'
    AND NOT EXISTS (SELECT FROM {table} k WHERE k.{column} = %(kept)s)
  RETURNING *
)
INSERT INTO accounts_mergedrow (merge_id, model, key, deed, after)
SELECT %(merge)s, %(model)s, heir.{column}, 'made', to_jsonb(heir) FROM heir
"""
MADE = """
INSERT INTO accounts_mergedrow (merge_id, model, key, deed, after)
SELECT %(merge)s, %(model)s, t.{key}, 'made', to_jsonb(t) FROM {table} t WHERE t.{key} = %(pk)s
"""


@contextmanager
def quiet() -> Iterator[None]:
    """The merge says which rows moved: the audit trail need not say it of each of them.

    Inside a transaction, which takes the setting back if it fails.
    """
    audit = [
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, pghistory.trigger.Event)
    ]
    with connection.cursor() as cursor:  # pgtrigger.ignore can't do with named parameters
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(audit)}}}"]
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def run(statement: str, params: dict[str, Any], **parts: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**parts), params)


def move(merge: Merge, relation: Relation) -> None:
    """Point the rows to the kept record; those that link the two records stay."""
    if relation.rule == Rule.JOIN:
        _remove_doubles(merge, relation)
    but = [f"AND t.{column} IS DISTINCT FROM %(kept)s" for column in relation.siblings]
    if relation.model is relation.field.related_model:  # a tree: the record is not its own branch
        but = [f"AND t.{relation.key} <> %(kept)s"]
    params = params_of(merge, relation.model) | {"field": relation.field.name}
    run(MOVE, params, table=relation.table, column=relation.column, key=relation.key,
        but=" ".join(but))  # fmt: skip


def _remove_doubles(merge: Merge, relation: Relation) -> None:
    """What the kept record is linked to already, and links between the two."""
    for column in relation.siblings:
        remove(merge, relation.model, f"t.{relation.column} = %(lost)s AND t.{column} = %(kept)s")
    for columns in relation.unique_with:
        same = " AND ".join(f"k.{column} = t.{column}" for column in columns)
        where = (
            f"t.{relation.column} = %(lost)s AND EXISTS (SELECT FROM {relation.table} k"
            f" WHERE k.{relation.column} = %(kept)s AND {same})"
        )
        remove(merge, relation.model, where)


def inherit(merge: Merge, relation: Relation) -> None:
    """Take the lost record's one row away; the kept record gets it if it has none of its own.

    The record is the key of such a table.
    """
    remove(merge, relation.model, f"t.{relation.column} = %(lost)s")
    names = ", ".join(
        f'"{field.column}"'
        for field in relation.model._meta.concrete_fields
        if not getattr(field, "generated", False)
    )
    params = params_of(merge, relation.model)
    run(INHERIT, params, table=relation.table, column=relation.column, names=names)


def remove(merge: Merge, model: type[Model], where: str, **params: Any) -> None:
    run(REMOVE, params_of(merge, model) | params, table=model._meta.db_table, key=key_of(model),
        where=where)  # fmt: skip


def remember(
    merge: Merge, model: type[Model], columns: Collection[str], where: str, **params: Any
) -> None:
    """Keep these columns as they are now; `settle` adds what the merge made of them."""
    pairs = ", ".join(f"'{column}', t.{column}" for column in columns)
    run(REMEMBER, params_of(merge, model) | params, table=model._meta.db_table, key=key_of(model),
        columns=pairs, where=where)  # fmt: skip


def settle(merge: Merge, model: type[Model]) -> None:
    run(SETTLE, params_of(merge, model), table=model._meta.db_table, key=key_of(model))


def made(merge: Merge, model: type[Model], pk: int) -> None:
    """A row that the merge added: an undo takes it away unless somebody changed it since."""
    run(MADE, params_of(merge, model) | {"pk": pk}, table=model._meta.db_table, key=key_of(model))


def changed_models(merge: Merge) -> list[str]:
    """Labels of the tables of which rows are remembered as changed."""
    found = merge.rows.filter(deed=Deed.CHANGED).order_by("model")
    return list(found.values_list("model", flat=True).distinct())


def params_of(merge: Merge, model: type[Model]) -> dict[str, Any]:
    return {
        "merge": merge.pk,
        "model": model._meta.label,
        "kept": merge.kept_account_id or merge.kept_contact_id,
        "lost": merge.lost_account_id or merge.lost_contact_id,
    }
