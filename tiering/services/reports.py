"""What a run found, as plain figures for commands, mails and pages."""

from decimal import Decimal
from typing import Any

from kam.lib.commands import lines_of, table
from tiering.engine import Context, System
from tiering.engine.context import CLASSES
from tiering.models import CurrentRun, Run

# What a report says of the whole book, beside its classes.
SUMS = (
    *("metric", "fell_back", "estimated", "cuts", "net_revenue", "value"),
    *("top20_share", "n80", "cr1", "cr5", "hhi", "result_hash"),
)


def run_summary(run: Run) -> dict[str, Any]:
    """What `rescore` prints."""
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "state": run.state,
        "current": CurrentRun.objects.filter(pk=1, run=run.same_as or run).exists(),
        "side": run.is_side,
        "same_as": run.same_as_id,
        "policy": run.policy.number,
        "policy_status": run.policy.status,
        "counts": run.counts,
        "durations": run.durations,
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
        "errors": run.account_errors,
    }


def tier_report(run: Run) -> dict[str, Any]:
    """Counts, cuts, amounts and concentration of a run; money in the base currency."""
    context = Context.model_validate(run.context)
    policy = run.policy.policy
    pareto = run.spread["pareto"] or {}
    spread = run.spread["concentration"] or {}
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "policy": run.policy.number,
        "currency": policy.money.base_currency,
        "ttm_months": policy.window.ttm_months,
        "n": context.population,
        "metric": context.metric,
        "basis": context.basis,
        "fell_back": context.fell_back,
        "estimated": context.estimated,
        "cuts": list(context.cut_ranks),
        "counts": counts_by_class(context),
        "amounts": amounts_by_class(context),
        "net_revenue": str(major(context.net_revenue)),
        "value": str(major(sum(row.value for row in context.classes[System.PYRAMID]))),
        "top20_share": _rounded(pareto.get("top20_share"), 2),
        "n80": pareto.get("n80"),
        "cr1": _rounded(spread.get("cr1"), 2),
        "cr5": _rounded(spread.get("cr5"), 2),
        "hhi": _rounded(spread.get("hhi"), 1),
        "result_hash": run.result_hash,
    }


def tier_lines(report: dict[str, Any]) -> list[str]:
    """`tier_report` for people at a terminal."""
    ranked_by = report["basis"].replace("_", " ")
    rows = [
        (system, name, f"{count:,}", *(f"{Decimal(amount):,}" for amount in amounts.values()))
        for system, counts in report["counts"].items()
        for name, count in counts.items()
        for amounts in [report["amounts"][system][name]]
    ]
    head = ("system", "class", "accounts", "net revenue", "value")
    return [
        f"Run {report['run']} as of {report['as_of']}, policy v{report['policy']}: "
        f"{report['n']:,} accounts ranked by {ranked_by}, {report['currency']}",
        "",
        *table(head, rows, words=2),
        "",
        *lines_of({name: report[name] for name in SUMS}),
    ]


def counts_by_class(context: Context) -> dict[str, dict[str, int]]:
    return {
        system.value: {_name(system, row.code): row.accounts for row in rows}
        for system, rows in context.classes.items()
    }


def amounts_by_class(context: Context) -> dict[str, dict[str, dict[str, str]]]:
    return {
        system.value: {
            _name(system, row.code): {
                "net_revenue": str(major(row.net_revenue)),
                "value": str(major(row.value)),
            }
            for row in rows
        }
        for system, rows in context.classes.items()
    }


def major(minor: int) -> Decimal:
    """Minor units as an amount of money with two places."""
    return (Decimal(minor) / 100).quantize(Decimal("0.01"))


def _name(system: System, code: int) -> str:
    return CLASSES[system](code).name


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
