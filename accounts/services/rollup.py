"""The ledger by account and month, made anew from the ledger."""

from django.db import connection, transaction

# The same sums as kam_rollup_refresh (migration 0009), for every account at once.
REBUILD = """
WITH fresh AS MATERIALIZED (
  SELECT account_id, date_trunc('month', date)::date AS month,
    sum(amount_base) AS net_revenue,
    coalesce(sum(amount_base) FILTER (WHERE cost_base IS NOT NULL), 0) AS revenue_with_cost,
    coalesce(sum(cost_base), 0) AS cost_of_goods,
    coalesce(array_agg(DISTINCT date ORDER BY date)
             FILTER (WHERE kind = 'sale' AND amount_base > 0), '{}') AS sale_days
  FROM accounts_ledgerentry WHERE known_to IS NULL GROUP BY 1, 2
), gone AS (
  DELETE FROM accounts_monthlyrollup r
  WHERE NOT EXISTS (SELECT 1 FROM fresh f WHERE f.account_id = r.account_id AND f.month = r.month)
  RETURNING account_id
), changed AS (
  INSERT INTO accounts_monthlyrollup AS r
    (account_id, month, net_revenue, revenue_with_cost, cost_of_goods, sale_days)
  SELECT account_id, month, net_revenue, revenue_with_cost, cost_of_goods, sale_days FROM fresh
  ON CONFLICT (account_id, month) DO UPDATE SET
    net_revenue = excluded.net_revenue, revenue_with_cost = excluded.revenue_with_cost,
    cost_of_goods = excluded.cost_of_goods, sale_days = excluded.sale_days
  WHERE (r.net_revenue, r.revenue_with_cost, r.cost_of_goods, r.sale_days) IS DISTINCT FROM
    (excluded.net_revenue, excluded.revenue_with_cost, excluded.cost_of_goods, excluded.sale_days)
  RETURNING account_id
), wrong AS (
  SELECT account_id FROM gone UNION ALL SELECT account_id FROM changed
), queued AS (
  INSERT INTO accounts_measurequeue SELECT DISTINCT account_id FROM wrong
)
SELECT count(*) FROM wrong
"""


@transaction.atomic
def rebuild() -> int:
    """Correct every month that differs from the ledger and queue its account for measuring.

    For loads that bypass the triggers, and as a repair: on a true table it changes nothing.
    Returns the number of months that were wrong. Writers of the ledger wait (design §4).
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(7310, 1)")
        cursor.execute(REBUILD)
        return int(cursor.fetchone()[0])
