"""Scores by one window-function INSERT … SELECT from the measures, with the same indexes.

Domain §3.2-3.4 with the default policy or one near it; written apart from the engine.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from bench.peers import in_duckdb
from tiering.services.measures import WORKING
from tiering.services.population import profile_percent

SYSTEMS = ("pyramid", "pareto", "abc", "pattern")

COLUMNS = (
    f"{in_duckdb.COLUMNS}, nullif(median_interval, 'nan'), tenure_months, profile_pct, provisional"
)

CREATE = "CREATE TABLE bench_score (LIKE tiering_score INCLUDING DEFAULTS)"
# From the measures to classes, by the policy asked for.
CLASSED = """
WITH ranked_account AS (
  SELECT m.*, coalesce(%(as_of)s - m.last_occasion, -1) AS days,
    {profile} AS profile_pct,
    CASE WHEN m.last_occasion IS NULL THEN -1
         WHEN {since_last} > 12 THEN 0 ELSE {since_first} END AS tenure,
    coalesce({history}, -1) AS history,
    sum(m.revenue_with_cost) OVER () AS all_costed, sum(m.cost_of_goods) OVER () AS all_cost,
    count(*) OVER () AS n
  FROM {table} m JOIN accounts_account a ON a.id = m.account_id
  LEFT JOIN accounts_accountprofile p ON p.account_id = a.id
  WHERE {active} AND a.top_id = a.id AND m.has_recent_sale
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
    CASE WHEN value <= 0 OR rank > greatest(1, (2 * {ordinary} * n + 100) / 200) THEN 4
         WHEN rank <= greatest(1, (2 * {top} * n + 100) / 200) THEN 1
         WHEN rank <= greatest(1, (2 * {major} * n + 100) / 200) THEN 2 ELSE 3 END AS tier,
    CASE WHEN value <= 0 OR before * 100 >= total * {b} THEN 3
         WHEN before * 100 >= total * {a} THEN 2 ELSE 1 END AS pareto,
    CASE WHEN occasions = 0 THEN 1 WHEN occasions < {often} THEN 2
         WHEN days <= 180 OR days <= 2 * median_interval THEN 4 ELSE 3 END AS pattern
  FROM ranked
)
"""
# Without referrals, credit and strategic value (`only_the_ledger`); lifetime value is unknown.
INSERT = """
INSERT INTO bench_score (run_id, net_revenue, revenue_with_cost, cost_of_goods, median_interval,
  tenure_months, referred_buyers, referred_big, credit_score, strategic_value, profile_pct,
  provisional, account_id, occasions, days_since_last, value, estimated, position, rank, cumulative,
  pyramid, subtype, pareto, abc, pattern, loyalty)
{classed}
SELECT 0, net_revenue, revenue_with_cost, cost_of_goods, coalesce(median_interval, 'nan'), tenure,
  0, 0, -1, -1, profile_pct,
  (profile_pct < 60)::int +
    CASE WHEN pareto > 1 THEN 16 WHEN history < 6 THEN 12 ELSE 4 END,
  account_id, occasions, days, value, missing::int, position, rank, before, tier,
  CASE WHEN tier = 4 THEN 1 ELSE 0 END, pareto, CASE WHEN pareto = 1 THEN 1 ELSE 3 END, pattern,
  CASE WHEN pattern = 1 THEN 0 WHEN pattern = 4 AND tenure >= 12 THEN 2 ELSE 1 END
FROM classed
"""
# Who goes from which class to which, in every system; one pass over the accounts.
WHATIF = """
{classed}, pair AS MATERIALIZED (
  SELECT s.pyramid, s.pareto, s.abc, s.pattern, c.tier, c.pareto AS pareto_then,
    CASE WHEN c.pareto = 1 THEN 1 ELSE 3 END AS abc_then, c.pattern AS pattern_then, count(*) AS n
  FROM classed c JOIN tiering_score s USING (account_id) JOIN tiering_currentrun r USING (run_id)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
SELECT system, before, after, sum(n)::bigint
FROM pair, LATERAL (VALUES ('pyramid', pyramid, tier), ('pareto', pareto, pareto_then),
  ('abc', abc, abc_then), ('pattern', pattern, pattern_then)) AS cell (system, before, after)
GROUP BY 1, 2, 3
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


ACTIVE = "a.status = 'active'"
# By the audit trail at the end of the day; before its first line an account was what that says.
ACTIVE_THEN = """coalesce((
  SELECT e.status = 'active' FROM accounts_accountevent e, LATERAL (
    SELECT CASE WHEN e.pgh_created_at < %(until)s THEN 1 ELSE -1 END) AS known (way)
  WHERE e.pgh_obj_id = a.id
  ORDER BY way DESC, way * extract(epoch FROM e.pgh_created_at) DESC, way * e.pgh_id DESC LIMIT 1
), true)"""
ROOM = "SET statement_timeout = 0; SET work_mem = '256MB'; SET jit = off"


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of a policy that another one changes here: percents, and purchase days."""

    layers: tuple[int, int, int] = (1, 20, 50)
    pareto: tuple[int, int] = (80, 95)
    often: int = 3


def score_and_persist(*, as_of: date, table: str = WORKING, until: datetime | None = None) -> None:
    """What is measured: from the measures of `as_of` to an indexed table of scores.

    With the statuses of today, or those known `until` then.
    """
    active = ACTIVE_THEN if until else ACTIVE
    statement = INSERT.format(classed=classed(Asked(), table, active))
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute("DROP TABLE IF EXISTS bench_score")
        cursor.execute(CREATE)
        cursor.execute(statement, {"as_of": as_of, "until": until})
        for index in INDEXES:
            cursor.execute(index)


def what_if(*, as_of: date, asked: Asked) -> set[tuple[str, int, int, int]]:
    """System, class in the run in view, class by what is asked, and accounts."""
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(WHATIF.format(classed=classed(asked, WORKING, ACTIVE)), {"as_of": as_of})
        return set(cursor.fetchall())


def classed(asked: Asked, table: str, active: str) -> str:
    top, major, ordinary = asked.layers
    a, b = asked.pareto
    return CLASSED.format(
        table=table,
        active=active,
        top=top,
        major=major,
        ordinary=ordinary,
        a=a,
        b=b,
        often=asked.often,
        profile=profile_percent(),
        since_last=MONTHS.format(day="m.last_occasion"),
        since_first=MONTHS.format(day="m.tenure_from"),
        history=MONTHS.format(day="m.first_occasion"),
    )


def counts() -> dict[str, dict[int, int]]:
    """How many accounts the last scores have in each class, by system."""
    found = {}
    with connection.cursor() as cursor:
        for system in SYSTEMS:
            cursor.execute(f"SELECT {system}, count(*) FROM bench_score GROUP BY 1")
            found[system] = dict(cursor.fetchall())
    return found


def results() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM bench_score ORDER BY account_id")
        return list(cursor.fetchall())
