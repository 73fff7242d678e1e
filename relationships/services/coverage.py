"""The last visit that counts, per account: kept true with every visit, or rebuilt whole."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from relationships.models.due import coverage_of

__all__ = ["coverage_of", "follow", "rebuild", "refresh"]

# The newest visit that counts wins; the later entry if two are on one day.
UPSERT = """
    INSERT INTO relationships_coverage AS c
           (account_id, last_visit_id, last_visited_on, quarter_visits)
    SELECT DISTINCT ON (v.account_id) v.account_id, v.id, v.date,
           count(*) OVER (PARTITION BY v.account_id, date_trunc('quarter', v.date))
      FROM relationships_visit v
     WHERE v.status = 'completed' AND v.note <> ''
       AND EXISTS (SELECT 1 FROM relationships_visit_contacts m WHERE m.visit_id = v.id)
       AND (%(all)s OR v.account_id = ANY(%(accounts)s))
     ORDER BY v.account_id, v.date DESC, v.id DESC
        ON CONFLICT (account_id) DO UPDATE
       SET last_visit_id = EXCLUDED.last_visit_id, last_visited_on = EXCLUDED.last_visited_on,
           quarter_visits = EXCLUDED.quarter_visits
     WHERE (c.last_visit_id, c.last_visited_on, c.quarter_visits) IS DISTINCT FROM
           (EXCLUDED.last_visit_id, EXCLUDED.last_visited_on, EXCLUDED.quarter_visits)
"""
CLEAN = """
    DELETE FROM relationships_coverage c
     WHERE (%(all)s OR c.account_id = ANY(%(accounts)s))
       AND NOT EXISTS (
            SELECT 1 FROM relationships_visit v
             WHERE v.account_id = c.account_id AND v.status = 'completed' AND v.note <> ''
               AND EXISTS (SELECT 1 FROM relationships_visit_contacts m WHERE m.visit_id = v.id))
"""
# The rhythm follows by triggers, but not where a large load laid them to rest.
RHYTHM = """
    INSERT INTO relationships_rhythm AS r (account_id, owner_id, unit_id, status, created_on,
           tier, since, last_visited_on, quarter_visits)
    SELECT a.id, a.owner_id, a.unit_id, a.status, kam_rhythm_day(a.created_at),
           coalesce(least(nullif(s.pyramid, 0), CASE s.key_class
             WHEN 1 THEN k.core_tier WHEN 2 THEN k.important_tier END), 0),
           s.since, c.last_visited_on, coalesce(c.quarter_visits, 0)
      FROM accounts_account a
      LEFT JOIN accounts_standing s ON s.account_id = a.id
      LEFT JOIN relationships_carerules k ON true
      LEFT JOIN relationships_coverage c ON c.account_id = a.id
        ON CONFLICT (account_id) DO UPDATE
       SET owner_id = EXCLUDED.owner_id, unit_id = EXCLUDED.unit_id, status = EXCLUDED.status,
           created_on = EXCLUDED.created_on, tier = EXCLUDED.tier, since = EXCLUDED.since,
           last_visited_on = EXCLUDED.last_visited_on, quarter_visits = EXCLUDED.quarter_visits
     WHERE (r.owner_id, r.unit_id, r.status, r.created_on, r.tier, r.since, r.last_visited_on,
            r.quarter_visits) IS DISTINCT FROM
           (EXCLUDED.owner_id, EXCLUDED.unit_id, EXCLUDED.status, EXCLUDED.created_on,
            EXCLUDED.tier, EXCLUDED.since, EXCLUDED.last_visited_on, EXCLUDED.quarter_visits)
"""


def refresh(*, accounts: Iterable[int]) -> None:
    """Recompute the coverage of these accounts (ids). The caller holds their locks."""
    _write(accounts=sorted(accounts), everything=False)


def rebuild() -> None:
    """Recompute the coverage and rhythm of every account: the tables that would have been kept."""
    with transaction.atomic():
        _write(accounts=[], everything=True)
        follow()


def follow() -> None:
    """Bring the rhythm of every account in line with its sources and the rules of care."""
    with connection.cursor() as cursor:
        cursor.execute(RHYTHM)


@transaction.atomic
def _write(*, accounts: list[int], everything: bool) -> None:
    params: dict[str, Any] = {"all": everything, "accounts": accounts}
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, params)
        cursor.execute(CLEAN, params)
