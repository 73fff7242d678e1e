"""The scores of a run: partitions of its own, built and indexed before any reader sees them."""

import hashlib
from typing import Any

import numpy as np
from django.db import connection, transaction

from kam.lib.copy import Columns, Types, write_columns
from tiering.engine import Population, Scores
from tiering.engine.assess import execution_rate
from tiering.engine.judged import JUDGED
from tiering.services.population import columns_of, judged_of

TYPES = {
    "run_id": "i8",
    "account_id": "i8",
    "net_revenue": "i8",
    "revenue_with_cost": "i8",
    "cost_of_goods": "i8",
    "cost_to_serve": "i8",
    "value": "i8",
    "cumulative": "i8",
    "clv": "i8",
    "median_interval": "f8",
    "position": "i4",
    "rank": "i4",
    "occasions": "i4",
    "window_occasions": "i4",
    "days_since_last": "i4",
    "tenure_months": "i4",
    "history_months": "i4",
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
    "clv_known": "i2",
    "retention": "i2",
    "rfm": "i2",
    "segment": "i2",
    "recognition": "i2",
    "key_class": "i2",
}
# What is judged, and what comes of it, of the accounts of which anything is (`Assessment`).
ASSESSED = {
    "potential": "i2",
    "wallet_share": "i2",
    "quality": "i2",
    "alignment": "i2",
    "strength": "i2",
    "criteria": "i2",
    "watch": "i2",
}
JUDGED_TYPES = {
    "run_id": "i8",
    "account_id": "i8",
    **{
        name: {1: "i2", 2: "i2", 4: "i4", 8: "i8"}[dtype.itemsize]
        for name, (dtype, _) in JUDGED.items()
    },
    **ASSESSED,
}
PARENTS = ("tiering_score", "tiering_assessment")


def partition(run_id: int, parent: str = "tiering_score") -> str:
    return f"{parent}_{run_id}"


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
        "clv": scores.lifetime.amount,
        "clv_known": scores.lifetime.known,
        "run_id": np.full(len(population), run_id),
    }


def assessed_columns(run_id: int, population: Population, scores: Scores) -> Columns:
    """What is judged and assessed, of the accounts of which anything is judged."""
    rows, found = np.flatnonzero(population.judged.is_anything), scores.assessed
    assessed = {
        "potential": found.potential.score,
        "wallet_share": found.wallet.share,
        "quality": found.recognised.quality,
        "alignment": found.alignment.score,
        "strength": found.strength.score,
        "criteria": found.criteria.score,
        "watch": found.watch,
    }
    return {
        **judged_of(population),
        **{name: column[rows] for name, column in assessed.items()},
        "run_id": np.full(len(rows), run_id),
    }


def review_columns(population: Population, scores: Scores) -> Columns:
    """What a review of key accounts looks at besides, row by row as the results."""
    found = scores.assessed
    return {
        "alignment": found.alignment.score,
        "strength": found.strength.score,
        "quality": found.recognised.quality,
        "lacking": found.recognised.lacking,
        "idea": population.judged.idea_alignment,
        "execution": execution_rate(population.judged),
    }


def write_scores(*, run_id: int, columns: Columns, assessed: Columns) -> None:
    """Fill and index the partitions, still detached: readers can't see them (design §5)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        table = _fill(run_id, "tiering_score", columns, TYPES)
        cursor.execute(f"CREATE INDEX ON {table} (position)")
        cursor.execute(f"ANALYZE {table} (account_id, position, pyramid, pareto, abc, pattern)")
        _fill(run_id, "tiering_assessment", assessed, JUDGED_TYPES)


def _fill(run_id: int, parent: str, columns: Columns, types: Types) -> str:
    table = partition(run_id, parent)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} (LIKE {parent}, CHECK (run_id = {run_id}))")
        write_columns(table, columns, types)
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (account_id)")
    return table


def attach(run_id: int) -> None:
    """Show the partitions to readers of this run's id."""
    with connection.cursor() as cursor:
        for parent in PARENTS:
            cursor.execute(
                f"ALTER TABLE {parent} ATTACH PARTITION {partition(run_id, parent)}"
                f" FOR VALUES IN ({run_id})"
            )


def drop_detached(run_id: int) -> None:
    """Drop partitions no reader ever saw."""
    with connection.cursor() as cursor:
        for parent in PARENTS:
            cursor.execute(f"DROP TABLE IF EXISTS {partition(run_id, parent)}")


def digest(columns: dict[str, Any], *more: str) -> str:
    """SHA-256 over columns in the order given, and texts: equal facts, equal hash."""
    sha = hashlib.sha256("\n".join(more).encode())
    for name, column in columns.items():
        sha.update(name.encode())
        sha.update(np.ascontiguousarray(column).tobytes())
    return sha.hexdigest()


def input_hash(population: Population, *more: str) -> str:
    return digest(population.columns(), str(population.cohorts), *more)


def result_hash(*tables: Columns) -> str:
    shas = [
        digest({name: columns[name] for name in sorted(columns) if name != "run_id"})
        for columns in tables
    ]
    return digest({}, *shas)
