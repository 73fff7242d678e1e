"""The scores of a run: a partition of its own, built and indexed before any reader sees it."""

import hashlib
from typing import Any

import numpy as np
from django.db import connection, transaction

from kam.lib.copy import Columns, write_columns
from tiering.engine import Population, Scores
from tiering.engine.population import COLUMNS
from tiering.services.population import columns_of

TYPES = {
    "run_id": "i8",
    "account_id": "i8",
    "net_revenue": "i8",
    "revenue_with_cost": "i8",
    "cost_of_goods": "i8",
    "cost_to_serve": "i8",
    "value": "i8",
    "cumulative": "i8",
    "median_interval": "f8",
    "position": "i4",
    "rank": "i4",
    "occasions": "i4",
    "days_since_last": "i4",
    "tenure_months": "i4",
    "referred_buyers": "i4",
    "referred_big": "i4",
    "credit_score": "i2",
    "strategic_value": "i2",
    "profile_pct": "i2",
    "estimated": "i2",
    "pyramid": "i2",
    "subtype": "i2",
    "pareto": "i2",
    "abc": "i2",
    "pattern": "i2",
    "loyalty": "i2",
    "provisional": "i2",
}


def partition(run_id: int) -> str:
    return f"tiering_score_{run_id}"


def result_columns(run_id: int, population: Population, scores: Scores) -> Columns:
    """What is kept of every account: its measures and its classes."""
    results = {
        name: getattr(scores, name)
        for name in (*TYPES,)
        if hasattr(scores, name) and name != "account_id"
    }
    return {
        **columns_of(population),
        **results,
        "account_id": population.account_id,
        "cumulative": scores.before,
        "run_id": np.full(len(population), run_id),
    }


def write_scores(*, run_id: int, columns: Columns) -> None:
    """Fill and index the partition, still detached: readers can't see it (design §5)."""
    table = partition(run_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"CREATE TABLE {table} (LIKE tiering_score, CHECK (run_id = {run_id}))")
        write_columns(table, columns, TYPES)
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (account_id)")
        cursor.execute(f"CREATE INDEX ON {table} (position)")
        cursor.execute(f"ANALYZE {table} (account_id, position, pyramid, pareto, abc, pattern)")


def attach(run_id: int) -> None:
    """Show the partition to readers of this run's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE tiering_score ATTACH PARTITION {partition(run_id)}"
            f" FOR VALUES IN ({run_id})"
        )


def drop_detached(run_id: int) -> None:
    """Drop a partition no reader ever saw."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {partition(run_id)}")


def digest(columns: dict[str, Any], *more: str) -> str:
    """SHA-256 over columns in the order given, and texts: equal facts, equal hash."""
    sha = hashlib.sha256("\n".join(more).encode())
    for name, column in columns.items():
        sha.update(name.encode())
        sha.update(np.ascontiguousarray(column).tobytes())
    return sha.hexdigest()


def input_hash(population: Population, *more: str) -> str:
    return digest({name: getattr(population, name) for name in COLUMNS}, *more)


def result_hash(columns: Columns) -> str:
    return digest({name: columns[name] for name in sorted(columns) if name != "run_id"})
