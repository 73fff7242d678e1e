"""What has happened since a merge, so that an undo would tear apart what belongs together."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, Merge, MergeMove
from accounts.models.merge import Deed
from kam.lib.numbers import number
from kam.merging.links import Link, links_of
from kam.merging.relations import key_of

STILL = """
SELECT count(*) FROM {table} t JOIN unnest(%(ids)s::bigint[]) AS moved(id) ON moved.id = t.{key}
WHERE t.{column} = %(kept)s
"""
ENTRIES_CORRECTED = """
SELECT count(*) FROM accounts_ledgerentry m JOIN unnest(%(ids)s::bigint[]) AS moved(id) USING (id)
JOIN accounts_ledgerentry n ON n.account_id = m.account_id AND n.source = m.source
  AND n.reference = m.reference AND n.known_from >= m.known_to
WHERE m.known_to >= %(at)s AND NOT n.id = ANY(%(ids)s)
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
    others = Account.objects.filter(code__in=wanted).exclude(pk=merge.kept_account_id)
    for account in others.order_by("pk"):
        text = _("The customer number %(code)s belongs to another account by now.")
        yield text % {"code": account.code}


def _moved_on(merge: Merge) -> Iterable[str]:
    """Rows that moved with the merge and went further, or are gone."""
    for move in merge.moves.order_by("pk"):
        model = apps.get_model(move.model)
        column = model._meta.get_field(move.field).column  # type: ignore[union-attr]
        params = {"ids": move.ids, "kept": merge.kept.pk}
        still = _count(STILL, params, model, column=str(column))
        if still < len(move.ids):
            yield _said(
                model, len(move.ids) - still, _("%(name)s (%(count)s): moved on since, or gone.")
            )


def _corrected(merge: Merge) -> Iterable[str]:
    """Sales whose newer row was written at the kept account; facts name the row they correct and
    are found as torn."""
    for move in merge.moves.filter(model="accounts.LedgerEntry"):
        model = apps.get_model(move.model)
        if count := _count(ENTRIES_CORRECTED, {"ids": move.ids, "at": merge.at}, model):
            yield _said(model, count, _("%(name)s (%(count)s): corrected since."))


def _changed(merge: Merge) -> Iterable[str]:
    """Rows that the merge itself changed and somebody changed again."""
    labels = merge.rows.filter(deed=Deed.CHANGED).order_by("model").values_list("model", flat=True)
    for label in labels.distinct():
        model = apps.get_model(label)
        kept = merge.kept.pk if isinstance(merge.kept, model) else 0
        params = {"merge": merge.pk, "model": label, "kept": kept}
        if count := _count(CHANGED, params, model):
            yield _said(model, count, _("%(name)s (%(count)s): changed since."))


def _torn(merge: Merge) -> Iterable[str]:
    """Rows of one side that refer to rows of the other: a visit that met somebody who would go, a
    correction of a fact that would go."""
    ids = {(move.model, move.field): move for move in merge.moves.order_by("pk")}
    told: set[str] = set()
    for link in links_of(ids):
        count = _torn_by(link, ids, merge)
        if count and link.label not in told:
            told.add(link.label)
            yield _said(
                apps.get_model(link.label),
                count,
                _("%(name)s (%(count)s): written since, and they belong to both."),
            )


def _torn_by(link: Link, moves: dict[tuple[str, str], MergeMove], merge: Merge) -> int:
    here, there = moves.get(link.owner), moves.get(link.target)
    params: dict[str, Any] = {
        "here": here.ids if here else [],
        "there": there.ids if there else [],
        "kept": merge.kept.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(link.statement, params)
        return int(cursor.fetchone()[0])


def _count(statement: str, params: dict[str, Any], model: type[Model], **parts: str) -> int:
    with connection.cursor() as cursor:
        parts |= {"table": model._meta.db_table, "key": key_of(model)}
        cursor.execute(statement.format(**parts), params)
        return int(cursor.fetchone()[0])


def _said(model: type[Model], count: int, sentence: str) -> str:
    name = capfirst(str(model._meta.verbose_name_plural))
    return sentence % {"name": name, "count": number(count)}
