"""Scores by one window-function INSERT … SELECT from the measures, with the same indexes.

Domain §3.2-3.4 with the default policy; written apart from the engine.
"""

from datetime import date
from typing import Any

from django.db import connection

from bench.peers import in_duckdb
from tiering.services.population import profile_percent

COLUMNS = (
    f"{in_duckdb.COLUMNS}, nullif(median_interval, 'nan'), tenure_months, profile_pct, provisional"
)

CREATE = "CREATE TABLE bench_score (LIKE tiering_score INCLUDING DEFAULTS)"
# Without referrals, credit and strategic value (`only_the_ledger`); lifetime value is unknown.
INSERT = """
INSERT INTO bench_score (run_id, net_revenue, revenue_with_cost, cost_of_goods, median_interval,
  tenure_months, referred_buyers, referred_big, credit_score, strategic_value, profile_pct,
  provisional, account_id, occasions, days_since_last, value, estimated, position, rank, cumulative,
  pyramid, subtype, pareto, abc, pattern, loyalty)
WITH ranked_account AS (
  SELECT m.*, coalesce(%(as_of)s - m.last_occasion, -1) AS days,
    {profile} AS profile_pct,
    CASE WHEN m.last_occasion IS NULL THEN -1
         WHEN {since_last} > 12 THEN 0 ELSE {since_first} END AS tenure,
    coalesce({history}, -1) AS history,
    sum(m.revenue_with_cost) OVER () AS all_costed, sum(m.cost_of_goods) OVER () AS all_cost,
    count(*) OVER () AS n
  FROM tiering_measure m JOIN accounts_account a ON a.id = m.account_id
  LEFT JOIN accounts_accountprofile p ON p.account_id = a.id
  WHERE a.status = 'active' AND a.top_id = a.id AND m.has_recent_sale
), margin AS (
  SELECT *, div(2 * (all_costed - all_cost) * 1000000 + all_costed, 2 * all_costed) AS ppm,
    abs(net_revenue - revenue_with_cost) > abs(net_revenue) / 5 AS missing
  FROM ranked_account
), valued AS (
  SELECT *, CASE WHEN missing THEN floor((net_revenue * ppm + 500000) / 1000000)::bigint
            ELSE net_revenue - cost_of_goods END AS value
  FROM margin
), ranked AS (
  SELECT *, row_number() OVER by_value AS position,
    rank() OVER (ORDER BY value DESC) AS rank,
    coalesce(sum(greatest(value, 0)) OVER (by_value ROWS BETWEEN UNBOUNDED PRECEDING
             AND 1 PRECEDING), 0) AS before,
    sum(greatest(value, 0)) OVER () AS total
  FROM valued WINDOW by_value AS (ORDER BY value DESC, account_id)
), classed AS (
  SELECT *,
    CASE WHEN value <= 0 OR rank > greatest(1, (100 * n + 100) / 200) THEN 4
         WHEN rank <= greatest(1, (2 * n + 100) / 200) THEN 1
         WHEN rank <= greatest(1, (40 * n + 100) / 200) THEN 2 ELSE 3 END AS tier,
    CASE WHEN value <= 0 OR before * 100 >= total * 95 THEN 3
         WHEN before * 100 >= total * 80 THEN 2 ELSE 1 END AS pareto,
    CASE WHEN occasions = 0 THEN 1 WHEN occasions < 3 THEN 2
         WHEN days <= 180 OR days <= 2 * median_interval THEN 4 ELSE 3 END AS pattern
  FROM ranked
)
SELECT 0, net_revenue, revenue_with_cost, cost_of_goods, coalesce(median_interval, 'nan'), tenure,
  0, 0, -1, -1, profile_pct,
  (profile_pct < 60)::int +
    CASE WHEN pareto > 1 THEN 16 WHEN history < 6 THEN 12 ELSE 4 END,
  account_id, occasions, days, value, missing::int, position, rank, before, tier,
  CASE WHEN tier = 4 THEN 1 ELSE 0 END, pareto, CASE WHEN pareto = 1 THEN 1 ELSE 3 END, pattern,
  CASE WHEN pattern = 1 THEN 0 WHEN pattern = 4 AND tenure >= 12 THEN 2 ELSE 1 END
FROM classed
"""
# Whole calendar months between a day and the as-of date.
MONTHS = (
    "(extract(year FROM age(%(as_of)s, {day})) * 12 + extract(month FROM age(%(as_of)s, {day})))"
)
INDEXES = (
    "CREATE UNIQUE INDEX ON bench_score (account_id)",
    "CREATE INDEX ON bench_score (position)",
    "ANALYZE bench_score",
)


def score_and_persist(*, as_of: date) -> None:
    """What is measured: from the working measures of `as_of` to an indexed table of scores."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET work_mem = '256MB'; SET jit = off")
        cursor.execute("DROP TABLE IF EXISTS bench_score")
        cursor.execute(CREATE)
        cursor.execute(statement(), {"as_of": as_of})
        for index in INDEXES:
            cursor.execute(index)


def statement() -> str:
    return INSERT.format(
        profile=profile_percent(),
        since_last=MONTHS.format(day="m.last_occasion"),
        since_first=MONTHS.format(day="m.tenure_from"),
        history=MONTHS.format(day="m.first_occasion"),
    )


def results() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM bench_score ORDER BY account_id")
        return list(cursor.fetchall())
