"""Measures of domain §3.1, set-based, for the accounts that were touched.

Touched is: queued by the ledger's and the groups' triggers, or with an entry that time alone
moved across the edge of a window (3.7 % of a book every night). Recomputed, never added to, so
that repeating is harmless and a full measure gives the identical table.
"""

from dataclasses import asdict
from datetime import date

from django.db import connection, transaction

from tiering.models import MeasureState
from tiering.services.windows import Span, Windows

WORKING = "tiering_measure"
ROOM = "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"
COLUMNS = (
    "account_id, net_revenue, revenue_with_cost, cost_of_goods, occasions, window_occasions, "
    "first_occasion, last_occasion, median_interval, tenure_from, has_recent_sale"
)

MEMBERS = """
CREATE TEMP TABLE member ON COMMIT DROP AS
SELECT a.id, t.account_id AS ranked_id
FROM touched t JOIN accounts_account a ON {ranked} = t.account_id;
CREATE UNIQUE INDEX ON member (id);
CREATE INDEX ON member (ranked_id);
ANALYZE member
"""

# Days on which everything bought was returned in full by returns that name the sale (domain §3.1).
# A table of its own: the planner must know how many there are.
GIVEN_BACK = """
CREATE TEMP TABLE given_back ON COMMIT DROP AS
WITH nothing_left AS (
  SELECT m.ranked_id, s.date
  FROM member m
  JOIN accounts_ledgerentry r ON r.account_id = m.id AND r.known_to IS NULL AND r.returns <> ''
   AND r.date <= %(as_of)s
  JOIN accounts_ledgerentry s ON s.source = r.source AND s.reference = r.returns
   AND s.account_id = r.account_id AND s.known_to IS NULL AND s.kind = 'sale' AND s.amount_base > 0
  GROUP BY m.ranked_id, s.id, s.date, s.amount_base HAVING s.amount_base + sum(r.amount_base) <= 0
), returned AS (
  SELECT ranked_id, date, count(*) AS sales FROM nothing_left GROUP BY 1, 2
)
SELECT v.ranked_id, v.date
FROM returned v JOIN member m USING (ranked_id)
JOIN accounts_ledgerentry s ON s.account_id = m.id AND s.date = v.date AND s.known_to IS NULL
 AND s.kind = 'sale' AND s.amount_base > 0
GROUP BY v.ranked_id, v.date, v.sales HAVING count(*) = v.sales;
ANALYZE given_back
"""

MEASURE = """
INSERT INTO {table} ({columns})
WITH months AS MATERIALIZED (
  SELECT m.ranked_id, r.month, r.net_revenue, r.revenue_with_cost, r.cost_of_goods, r.sale_days
  FROM member m JOIN accounts_monthlyrollup r ON r.account_id = m.id
  WHERE r.month <= %(as_of)s
), latest AS (
  SELECT m.ranked_id, e.amount_base,
         CASE WHEN e.cost_base IS NULL THEN 0 ELSE e.amount_base END, coalesce(e.cost_base, 0)
  FROM member m JOIN accounts_ledgerentry e ON e.account_id = m.id AND e.known_to IS NULL
   AND e.date >= %(after_months)s AND e.date <= %(as_of)s
), sums AS (
  SELECT ranked_id, net_revenue, revenue_with_cost, cost_of_goods FROM months
  WHERE month >= %(first_month)s AND month < %(after_months)s
  UNION ALL
  SELECT m.ranked_id, e.amount_base,
         CASE WHEN e.cost_base IS NULL THEN 0 ELSE e.amount_base END, coalesce(e.cost_base, 0)
  FROM member m JOIN accounts_ledgerentry e ON e.account_id = m.id AND e.known_to IS NULL
   AND e.date > %(start)s AND e.date < %(first_month)s
  UNION ALL SELECT * FROM latest
), money AS (
  SELECT ranked_id, sum(net_revenue) AS net, sum(revenue_with_cost) AS costed,
         sum(cost_of_goods) AS cost
  FROM sums GROUP BY 1
), bought AS MATERIALIZED (
  SELECT DISTINCT ranked_id, day FROM months, unnest(sale_days) AS day WHERE day <= %(as_of)s
), occasion AS (
  SELECT ranked_id, day, lag(day) OVER (PARTITION BY ranked_id ORDER BY day) AS previous
  FROM bought b WHERE NOT EXISTS (
    SELECT 1 FROM given_back g WHERE g.ranked_id = b.ranked_id AND g.date = b.day)
), rhythm AS (
  SELECT ranked_id,
    count(*) FILTER (WHERE day > %(active_from)s) AS occasions,
    count(*) FILTER (WHERE day > %(start)s) AS window_occasions,
    min(day) AS first_occasion,
    max(day) AS last_occasion,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY (day - previous)::float8)
      FILTER (WHERE previous > %(active_from)s) AS median_interval,
    max(day) FILTER (WHERE previous IS NULL
                     OR day > previous + make_interval(months => %(tenure_gap)s)) AS tenure_from
  FROM occasion GROUP BY 1
), recent AS (
  SELECT DISTINCT ranked_id FROM bought WHERE day > %(active_from)s
), known AS (
  SELECT ranked_id FROM months WHERE month < %(after_months)s UNION SELECT ranked_id FROM latest
)
SELECT k.ranked_id, coalesce(money.net * 100, 0)::bigint, coalesce(money.costed * 100, 0)::bigint,
  coalesce(money.cost * 100, 0)::bigint, coalesce(rhythm.occasions, 0),
  coalesce(rhythm.window_occasions, 0), rhythm.first_occasion, rhythm.last_occasion,
  rhythm.median_interval, rhythm.tenure_from, recent.ranked_id IS NOT NULL
FROM known k LEFT JOIN money USING (ranked_id) LEFT JOIN rhythm USING (ranked_id)
LEFT JOIN recent USING (ranked_id)
"""

QUEUED = """
WITH drained AS (DELETE FROM accounts_measurequeue RETURNING account_id)
INSERT INTO touched
SELECT DISTINCT {ranked} FROM drained d JOIN accounts_account a ON a.id = d.account_id
UNION SELECT DISTINCT account_id FROM drained
"""

MOVED = """
INSERT INTO touched
SELECT DISTINCT {ranked} FROM accounts_ledgerentry e JOIN accounts_account a ON a.id = e.account_id
WHERE e.known_to IS NULL AND ({edges})
ON CONFLICT DO NOTHING
"""


def measure_working(*, as_of: date, windows: Windows) -> int:
    """Bring the working rows to `as_of`; returns how many accounts were measured again.

    Only touched accounts if the working rows are true for the same windows and no later date.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        state = MeasureState.objects.select_for_update().first()
        usable = state is not None and state.windows == asdict(windows) and state.as_of <= as_of
        cursor.execute("CREATE TEMP TABLE touched (account_id bigint PRIMARY KEY) ON COMMIT DROP")
        if usable and state is not None:
            _touch(since=state.as_of, as_of=as_of, windows=windows)
        else:
            _touch_all(windows=windows)
        cursor.execute("ANALYZE touched")
        cursor.execute("SELECT count(*) FROM touched")
        touched = int(cursor.fetchone()[0])
        cursor.execute(f"DELETE FROM {WORKING} m USING touched t WHERE m.account_id = t.account_id")
        _measure(table=WORKING, as_of=as_of, windows=windows)
        values = {"as_of": as_of, "windows": asdict(windows)}
        MeasureState.objects.update_or_create(pk=1, defaults=values)
        cursor.execute("DROP TABLE touched, member, given_back")
    return touched


def measure_aside(*, as_of: date, windows: Windows) -> str:
    """Measure everything into a temporary table and name it; the working rows stay as they are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute("DROP TABLE IF EXISTS measure_aside")
        cursor.execute(f"CREATE TEMP TABLE measure_aside (LIKE {WORKING})")
        cursor.execute("CREATE TEMP TABLE touched (account_id bigint PRIMARY KEY) ON COMMIT DROP")
        _every_account(windows=windows)
        cursor.execute("ANALYZE touched")
        _measure(table="measure_aside", as_of=as_of, windows=windows)
        cursor.execute("DROP TABLE touched, member, given_back")
    return "measure_aside"


def has_pending() -> bool:
    """Whether facts changed that no run has taken in yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_measurequeue)")
        return bool(cursor.fetchone()[0])


def ranked_id(windows: Windows) -> str:
    """SQL for the account that ranks for account `a`: the top one of its group, or itself."""
    return "a.top_id" if windows.by_group else "a.id"


def _touch(*, since: date, as_of: date, windows: Windows) -> None:
    """Queue and window edges: an entry counts differently if it entered or left a window."""
    before, after = windows.starts(since), windows.starts(as_of)
    spans = [(since, as_of), *zip(before, after, strict=True)]
    edges = " OR ".join(["e.date > %s AND e.date <= %s"] * len(spans))
    days = [day for span in spans for day in span]
    ranked = ranked_id(windows)
    with connection.cursor() as cursor:
        cursor.execute(QUEUED.format(ranked=ranked))
        cursor.execute(MOVED.format(ranked=ranked, edges=edges), days)


def _touch_all(*, windows: Windows) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_measurequeue")
        cursor.execute(f"DELETE FROM {WORKING}")
    _every_account(windows=windows)


def _every_account(*, windows: Windows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO touched SELECT DISTINCT {ranked_id(windows)} FROM accounts_account a"
        )


def _measure(*, table: str, as_of: date, windows: Windows) -> None:
    start, active_from = windows.starts(as_of)
    span = Span(start, as_of)
    statement = MEASURE.format(table=table, columns=COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS.format(ranked=ranked_id(windows)))
        cursor.execute(GIVEN_BACK, {"as_of": as_of})
        cursor.execute(
            statement,
            {
                "as_of": as_of,
                "start": start,
                "first_month": span.first_month,
                "after_months": span.after_months,
                "active_from": active_from,
                "tenure_gap": windows.tenure_gap_months,
            },
        )
