"""A run in view with the scores a test wants."""

from datetime import UTC, datetime

from django.db import connection

from tiering.models import CurrentRun, PolicyVersion, Run

COLUMNS = """
net_revenue revenue_with_cost cost_of_goods cost_to_serve value cumulative median_interval occasions
days_since_last tenure_months referred_buyers referred_big credit_score strategic_value
profile_pct estimated pyramid subtype pareto abc pattern loyalty provisional
"""
ZERO = dict.fromkeys(COLUMNS.split(), 0)


def run_in_view(as_of, ranked, basis="net_revenue", **values):
    """`ranked` are accounts in their order; `values` go into every score."""
    context = {
        "population": len(ranked),
        "cut_ranks": [1, 2, 3],
        "basis": basis,
        "metric": "net_revenue",
        "positive_total": 1000,
    }
    run = Run.objects.create(
        as_of=as_of,
        policy=PolicyVersion.objects.published(),
        state="done",
        context=context,
        finished_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    with connection.cursor() as cursor:
        table = f"tiering_score_{run.pk}"
        cursor.execute(f"CREATE TABLE {table} PARTITION OF tiering_score FOR VALUES IN ({run.pk})")
        for place, account in enumerate(ranked, start=1):
            row = {
                **ZERO,
                **values,
                "run_id": run.pk,
                "account_id": account.pk,
                "position": place,
                "rank": place,
            }
            columns = ", ".join(row)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
                list(row.values()),
            )
    CurrentRun.objects.update_or_create(pk=1, defaults={"run": run})
    return run
