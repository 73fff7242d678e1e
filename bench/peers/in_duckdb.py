"""The same measures and classes in DuckDB, in memory, from tables loaded beforehand.

Domain §3.1-3.4 with the default policy and group roll-up; written apart from the product, in
integers, so that results can be compared exactly. Without the mark "provisional".
"""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection

TABLES = {
    "account": "SELECT id, top_id, status FROM accounts_account",
    "ledger": "SELECT account_id, date, kind, (amount_base * 100)::bigint AS amount,"
    " (cost_base * 100)::bigint AS cost, source, reference, returns"
    " FROM accounts_ledgerentry WHERE known_to IS NULL",
}
COLUMNS = (
    "account_id, net_revenue, revenue_with_cost, cost_of_goods, occasions, days_since_last, value,"
    " estimated, position, rank, cumulative, pyramid, subtype, pareto, abc, pattern, loyalty"
)

MEASURES = """
CREATE OR REPLACE TABLE measure AS
WITH fact AS (
  SELECT a.top_id AS id, l.* EXCLUDE (account_id), l.account_id
  FROM ledger l JOIN account a ON a.id = l.account_id WHERE l.date <= $as_of
), money AS (
  SELECT id, coalesce(sum(amount), 0) AS net, coalesce(sum(cost), 0) AS cost,
    coalesce(sum(amount) FILTER (cost IS NOT NULL), 0) AS costed
  FROM fact WHERE date > $as_of - INTERVAL 12 MONTH GROUP BY 1
), given_back AS (
  SELECT account_id, source, returns AS reference, sum(amount) AS amount
  FROM fact WHERE returns <> '' GROUP BY ALL
), kept AS (
  SELECT f.id, f.date, f.amount + coalesce(g.amount, 0) AS amount
  FROM fact f LEFT JOIN given_back g USING (account_id, source, reference)
  WHERE f.kind = 'sale' AND f.amount > 0
), occasion AS (
  SELECT id, date, lag(date) OVER (PARTITION BY id ORDER BY date) AS previous
  FROM (SELECT DISTINCT id, date FROM kept WHERE amount > 0)
), rhythm AS (
  SELECT id, count(*) FILTER (date > $as_of - INTERVAL 24 MONTH) AS occasions, max(date) AS last,
    median(date - previous) FILTER (previous > $as_of - INTERVAL 24 MONTH) AS interval,
    max(date) FILTER (previous IS NULL OR date > previous + INTERVAL 12 MONTH) AS since
  FROM occasion GROUP BY 1
), recent AS (
  SELECT DISTINCT id FROM kept WHERE date > $as_of - INTERVAL 24 MONTH
)
SELECT a.id, coalesce(net, 0)::BIGINT AS net, coalesce(costed, 0)::BIGINT AS costed,
  coalesce(cost, 0)::BIGINT AS cost, coalesce(occasions, 0)::INTEGER AS occasions,
  coalesce(($as_of - last)::INTEGER, -1) AS days, interval, since
FROM account a JOIN recent USING (id) LEFT JOIN money USING (id) LEFT JOIN rhythm USING (id)
WHERE a.id = a.top_id AND a.status = 'active'
"""

SCORES = """
CREATE OR REPLACE TABLE score AS
WITH company AS (
  SELECT sum(costed) AS costed, sum(cost) AS cost, count(*) AS n,
    (2 * (sum(costed) - sum(cost)) * 1000000 + sum(costed)) // (2 * sum(costed)) AS ppm
  FROM measure
), cut AS (
  SELECT greatest(1, (2 * n + 100) // 200) AS n1,
    greatest(1, (40 * n + 100) // 200) AS n2, greatest(1, (100 * n + 100) // 200) AS n3 FROM company
), valued AS (
  SELECT m.*, abs(net - m.costed) > abs(net) // 5 AS missing,
    CASE WHEN abs(net - m.costed) > abs(net) // 5
         THEN floor_div(net::HUGEINT * ppm + 500000, 1000000)::BIGINT ELSE net - m.cost END AS value
  FROM measure m, company
), ranked AS (
  SELECT *, row_number() OVER (ORDER BY value DESC, id) AS position,
    rank() OVER (ORDER BY value DESC) AS rank,
    coalesce(sum(greatest(value, 0)) OVER (ORDER BY value DESC, id ROWS BETWEEN UNBOUNDED PRECEDING
             AND 1 PRECEDING), 0)::BIGINT AS before,
    sum(greatest(value, 0)) OVER () AS total
  FROM valued
), classed AS (
  SELECT *,
    CASE WHEN value <= 0 OR rank > n3 THEN 4 WHEN rank <= n1 THEN 1
         WHEN rank <= n2 THEN 2 ELSE 3 END AS tier,
    CASE WHEN value <= 0 OR before * 100 >= total * 95 THEN 3
         WHEN before * 100 >= total * 80 THEN 2 ELSE 1 END AS pareto,
    CASE WHEN occasions = 0 THEN 1 WHEN occasions < 3 THEN 2
         WHEN days <= 180 OR days <= 2 * interval THEN 4 ELSE 3 END AS pattern
  FROM ranked, cut
)
SELECT id AS account_id, net AS net_revenue, costed AS revenue_with_cost, cost AS cost_of_goods,
  occasions, days AS days_since_last, value, missing::INTEGER AS estimated, position, rank,
  before AS cumulative, tier AS pyramid, CASE WHEN tier = 4 THEN 1 ELSE 0 END AS subtype, pareto,
  CASE WHEN pareto = 1 THEN 1 ELSE 3 END AS abc, pattern,
  CASE WHEN pattern = 1 THEN 0 WHEN pattern = 4 AND since + INTERVAL 12 MONTH <= $as_of THEN 2
       ELSE 1 END AS loyalty
FROM classed
"""


def load() -> Any:
    """A DuckDB connection with copies of our tables; not part of what is measured."""
    duck = duckdb.connect(config={"threads": 1})
    duck.execute("CREATE MACRO floor_div(a, b) AS (a - ((a % b) + b) % b) // b")
    with tempfile.TemporaryDirectory() as directory:
        for name, query in TABLES.items():
            path = Path(directory, f"{name}.csv")
            with path.open("wb") as file, connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                cursor.copy_expert(
                    f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)", file
                )
            duck.execute(_create(name), [str(path)])
    return duck


def _create(name: str) -> str:
    types = {
        "account": "{id: 'BIGINT', top_id: 'BIGINT', status: 'VARCHAR'}",
        "ledger": "{account_id: 'BIGINT', date: 'DATE', kind: 'VARCHAR', amount: 'BIGINT',"
        " cost: 'BIGINT', source: 'VARCHAR', reference: 'VARCHAR', returns: 'VARCHAR'}",
    }[name]
    columns = "* REPLACE (coalesce(returns, '') AS returns)" if name == "ledger" else "*"
    source = f"read_csv(?, header = true, columns = {types})"
    return f"CREATE TABLE {name} AS SELECT {columns} FROM {source}"


def measure_and_score(duck: Any, as_of: date) -> None:
    """What is measured: measures and classes of every account from the facts."""
    duck.execute(MEASURES, {"as_of": as_of})
    duck.execute(SCORES, {"as_of": as_of})


def results(duck: Any) -> list[tuple[Any, ...]]:
    """Rows of COLUMNS, by account."""
    return list(duck.execute(f"SELECT {COLUMNS} FROM score ORDER BY account_id").fetchall())
