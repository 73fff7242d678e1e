"""The nightly run, and the peers that do the same or a part of it."""

import subprocess
import sys
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from bench.clock import Spent, measured
from bench.peers import in_duckdb, in_orm, in_sql
from tiering.engine import score
from tiering.models import PolicyVersion
from tiering.services.measures import WORKING
from tiering.services.population import read_population
from tiering.services.runs import execute_run, request_run
from tiering.services.scores import assessed_columns, drop_detached, result_columns, write_scores

ORM_ACCOUNTS = 1000
REPEATS = 3
NO_RUN = 999_999_999
# One account in a hundred buys something.
CHANGE = """
INSERT INTO accounts_ledgerentry (account_id, date, kind, amount, currency, amount_base, cost_base,
  source, reference, returns, known_from)
SELECT id, %(day)s, 'sale', 1000 + id %% 977, 'CNY', 1000 + id %% 977, 700, 'bench', %(name)s || id,
  '', now()
FROM accounts_account WHERE id %% 100 = %(part)s AND status = 'active'
"""


def change(day: date, part: int) -> None:
    """New sales for 1 % of the accounts, through the triggers as everybody's are."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, {"day": day, "part": part, "name": f"N{day:%m%d}-{part}-"})


def run(as_of: date) -> tuple[Spent, dict[str, Any]]:
    with measured() as spent:
        done = execute_run(run=request_run(as_of=as_of, by=None))
    return spent, {"counts": done.counts, "durations": done.durations}


def measure(end: date) -> dict[str, Any]:
    """First run, incremental night, peers. `end` is the last day of the ledger."""
    first, _facts = run(end - timedelta(days=1))
    change(end, part=7)
    night, facts = run(end)
    agrees, duck = against_duckdb(end)
    return {
        "first": vars(first),
        "night": vars(night),
        "steps": facts,
        "duckdb": vars(duck),
        "duckdb_agrees": agrees,
        "orm": vars(against_orm(end, facts["counts"]["population"])),
        "persist": vars(best(lambda: score_and_persist(end))),
        "persist_sql": vars(best(lambda: in_sql.score_and_persist(as_of=end))),
    }


def best(job: Any) -> Spent:
    """The least CPU of some repeats: the rest is the machine's."""
    tries = []
    for _ in range(REPEATS):
        with measured() as spent:
            job()
        tries.append(spent)
    return min(tries, key=lambda spent: spent.cpu)


def against_duckdb(end: date) -> tuple[bool, Spent]:
    duck = in_duckdb.load()
    spent = best(lambda: in_duckdb.measure_and_score(duck, end))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {in_duckdb.COLUMNS} FROM tiering_score s JOIN tiering_currentrun c"
            " USING (run_id) ORDER BY account_id"
        )
        return cursor.fetchall() == in_duckdb.results(duck), spent


def against_orm(end: date, population: int) -> Spent:
    """Timed on some accounts, extrapolated to all; nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT account_id FROM {WORKING} WHERE has_recent_sale ORDER BY md5(account_id::text)"
            " LIMIT %s",
            [ORM_ACCOUNTS],
        )
        ids = [row[0] for row in cursor.fetchall()]
    with transaction.atomic():
        with measured() as spent:
            in_orm.measure(ids, as_of=end)
        transaction.set_rollback(True)
    factor = population / len(ids)
    return Spent(spent.cpu * factor, spent.wall * factor)


def score_and_persist(end: date) -> None:
    """The middle of a run: read measures, score, write and index."""
    policy = PolicyVersion.objects.published().policy
    population = read_population(table=WORKING, as_of=end, policy=policy)
    scores = score(population, policy)
    columns = result_columns(NO_RUN, population, scores)
    assessed = assessed_columns(NO_RUN, population, scores)
    drop_detached(NO_RUN)
    write_scores(run_id=NO_RUN, columns=columns, assessed=assessed)
    drop_detached(NO_RUN)


def worker_command(as_of: date) -> list[str]:
    return [sys.executable, "-m", "bench.worker", as_of.isoformat()]


def memory(as_of: date) -> float:
    """Most memory (MB) of a process of its own that carries out a night."""
    change(as_of, part=11)
    done = subprocess.run(worker_command(as_of), check=True, capture_output=True)
    return float(done.stdout.splitlines()[-1])
