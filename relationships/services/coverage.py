"""The last visit that counts, per account: kept true with every visit, or rebuilt whole."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from relationships.models.due import coverage_of

__all__ = ["coverage_of", "rebuild", "refresh"]

# The newest visit that counts wins; the later entry if two are on one day.
UPSERT = """
    INSERT INTO relationships_coverage (account_id, last_visit_id, last_visited_on)
    SELECT DISTINCT ON (v.account_id) v.account_id, v.id, v.date
      FROM relationships_visit v
     WHERE v.status = 'completed' AND v.note <> ''
       AND EXISTS (SELECT 1 FROM relationships_visit_contacts m WHERE m.visit_id = v.id)
       AND (%(all)s OR v.account_id = ANY(%(accounts)s))
     ORDER BY v.account_id, v.date DESC, v.id DESC
        ON CONFLICT (account_id) DO UPDATE
       SET last_visit_id = EXCLUDED.last_visit_id, last_visited_on = EXCLUDED.last_visited_on
     WHERE (relationships_coverage.last_visit_id, relationships_coverage.last_visited_on)
           IS DISTINCT FROM (EXCLUDED.last_visit_id, EXCLUDED.last_visited_on)
"""
CLEAN = """
    DELETE FROM relationships_coverage c
     WHERE (%(all)s OR c.account_id = ANY(%(accounts)s))
       AND NOT EXISTS (
            SELECT 1 FROM relationships_visit v
             WHERE v.account_id = c.account_id AND v.status = 'completed' AND v.note <> ''
               AND EXISTS (SELECT 1 FROM relationships_visit_contacts m WHERE m.visit_id = v.id))
"""


def refresh(*, accounts: Iterable[int]) -> None:
    """Recompute the coverage of these accounts (ids). The caller holds their locks."""
    _write(accounts=sorted(accounts), everything=False)


def rebuild() -> None:
    """Recompute the coverage of every account: the table `refresh` would have kept."""
    _write(accounts=[], everything=True)


@transaction.atomic
def _write(*, accounts: list[int], everything: bool) -> None:
    params: dict[str, Any] = {"all": everything, "accounts": accounts}
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, params)
        cursor.execute(CLEAN, params)
