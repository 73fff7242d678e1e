"""What has happened since a merge, so that an undo would tear apart what belongs together."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, Merge
from accounts.models.merge import Deed
from kam.lib.numbers import number
from kam.merging.links import links_of
from kam.merging.relations import column_of, key_of

# Ids stay in the database: there may be a hundred thousand of them.
STILL = """
SELECT %s, cardinality(m.ids) - (SELECT count(*) FROM {table} t
  JOIN unnest(m.ids) AS moved(id) ON moved.id = t.{key} WHERE t.{column} = {kept})
FROM accounts_mergemove m WHERE m.id = {move}
"""
ENTRIES_CORRECTED = """
SELECT count(*) FROM accounts_mergemove v, unnest(v.ids) AS moved(id)
JOIN accounts_ledgerentry m USING (id)
JOIN accounts_ledgerentry n ON n.account_id = m.account_id AND n.source = m.source
  AND n.reference = m.reference AND n.known_from >= m.known_to
WHERE v.id = %(move)s AND m.known_to >= %(at)s AND n.id NOT IN (SELECT unnest(v.ids))
"""
CHANGED = """
SELECT count(*) FROM accounts_mergedrow r LEFT JOIN {table} t ON t.{key} = r.key
WHERE r.merge_id = %(merge)s AND r.model = %(model)s AND r.deed = 'changed' AND r.key <> %(kept)s
  AND (t.{key} IS NULL OR NOT to_jsonb(t) @> r.after)
"""


def reasons(merge: Merge) -> list[str]:
    """Why it can't be undone, each a sentence; empty if it can."""
    if not merge.stands:
        return [_("This merge was undone already.")]
    checks: list[Callable[[Merge], Iterable[str]]] = [
        _later_merges, _numbers_taken, _moved_on, _corrected, _changed, _torn
    ]  # fmt: skip
    for check in checks:
        if found := list(check(merge)):
            return found
    return []


def _later_merges(merge: Merge) -> Iterable[str]:
    kept: Any = type(merge.kept).everyone.get(pk=merge.kept.pk)
    if kept.merged_into_id:
        text = _("%(name)s has been merged into another record since. Undo that first.")
        yield text % {"name": kept.display_name}
    side = "kept_account" if isinstance(kept, Account) else "kept_contact"
    later = Merge.objects.standing().filter(**{side: kept.pk}, pk__gt=merge.pk).for_list()
    for other in later[:1]:
        text = _("%(name)s has been merged into it since. Undo that first.")
        yield text % {"name": other.lost.display_name}


def _numbers_taken(merge: Merge) -> Iterable[str]:
    """A customer number that somebody else has been given."""
    if not merge.is_of_accounts:
        return
    rows = merge.rows.filter(model=Account._meta.label, deed=Deed.CHANGED).order_by("pk")
    wanted = [row.before["code"] for row in rows if row.before and row.before.get("code")]
    others = Account.objects.filter(code__in=wanted).exclude(pk=merge.kept_account_id or 0)
    for account in others.order_by("pk"):
        text = _("The customer number %(code)s belongs to another account by now.")
        yield text % {"code": account.code}


def _moved_on(merge: Merge) -> Iterable[str]:
    """Rows that moved with the merge and went further, or are gone."""
    parts, params = [], []
    for move in merge.moves.defer("ids").order_by("pk"):
        model = apps.get_model(move.model)
        column = column_of(model, move.field)
        table, key = model._meta.db_table, key_of(model)
        known = {"column": column, "kept": merge.kept.pk, "move": move.pk}
        parts.append(STILL.format(table=table, key=key, **known))
        params.append(move.model)
    for label, count in _counts(parts, params):
        yield _said(label, count, _("%(name)s (%(count)s): moved on since, or gone."))


def _corrected(merge: Merge) -> Iterable[str]:
    """Sales whose newer row was written at the kept account; facts name the row they correct and
    are found as torn."""
    for move in merge.moves.defer("ids").filter(model="accounts.LedgerEntry"):
        model = apps.get_model(move.model)
        if count := _count(ENTRIES_CORRECTED, {"move": move.pk, "at": merge.at}, model):
            yield _said(move.model, count, _("%(name)s (%(count)s): corrected since."))


def _changed(merge: Merge) -> Iterable[str]:
    """Rows that the merge itself changed and somebody changed again."""
    labels = merge.rows.filter(deed=Deed.CHANGED).order_by("model").values_list("model", flat=True)
    for label in labels.distinct():
        model = apps.get_model(label)
        kept = merge.kept.pk if isinstance(merge.kept, model) else 0
        params = {"merge": merge.pk, "model": label, "kept": kept}
        if count := _count(CHANGED, params, model):
            yield _said(label, count, _("%(name)s (%(count)s): changed since."))


def _torn(merge: Merge) -> Iterable[str]:
    """Rows of one side that refer to rows of the other: a visit that met somebody who would go, a
    correction of a fact that would go."""
    found = merge.moves.order_by("pk").values_list("model", "field", "pk")
    moves = {(model, field): pk for model, field, pk in found}
    parts, params = [], []
    for link in links_of(moves):
        here, there = moves.get(link.owner, 0), moves.get(link.target, 0)
        parts.append(link.statement.format(here=here, there=there, kept=merge.kept.pk))
        params.append(link.label)
    for label, count in _counts(parts, params):
        yield _said(
            label, count, _("%(name)s (%(count)s): written since, and they belong to both.")
        )


def _counts(parts: list[str], params: list[str]) -> Iterable[tuple[str, int]]:
    """The tables in which anything was counted, each once."""
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = {label: count for label, count in cursor.fetchall() if count}
    yield from found.items()


def _count(statement: str, params: dict[str, Any], model: type[Model], **parts: str) -> int:
    with connection.cursor() as cursor:
        parts |= {"table": model._meta.db_table, "key": key_of(model)}
        cursor.execute(statement.format(**parts), params)
        return int(cursor.fetchone()[0])


def _said(label: str, count: int, sentence: str) -> str:
    name = capfirst(str(apps.get_model(label)._meta.verbose_name_plural))
    return sentence % {"name": name, "count": number(count)}
