"""A scoring run from start to view: measure, read, score, write, publish.

One at a time (advisory lock). A run killed anywhere leaves the last complete run in view and
nothing half-written: scores wait in a detached table, and one short transaction publishes.
"""

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from kam.lib.locks import RUNS, only_one
from staff.models import User
from tiering.engine import Policy, Scores, concentration, pareto_check, score
from tiering.engine.population import Population
from tiering.models import CurrentRun, PolicyVersion, Run
from tiering.models.run import RECALLED, RunCause, RunState, RunStep
from tiering.services.measures import WORKING, measure_aside, measure_working
from tiering.services.policy_life import take_effect
from tiering.services.population import read_population
from tiering.services.publish import publish
from tiering.services.scores import (
    assessed_columns,
    drop_detached,
    input_hash,
    result_columns,
    result_hash,
    review_columns,
    write_scores,
)
from tiering.services.steps import Steps
from tiering.services.windows import Windows

logger = logging.getLogger(__name__)


@transaction.atomic
def request_run(
    *,
    as_of: date,
    by: User | None,
    policy: PolicyVersion | None = None,
    cause: RunCause = RunCause.HAND,
) -> Run:
    """A run that waits for a worker (or for `execute_run` at once)."""
    if policy is None:
        take_effect(today=as_of)  # an approved policy whose day this is scores it
    version = policy or PolicyVersion.objects.published()
    return Run.objects.create(as_of=as_of, policy=version, by=by, cause=cause)


def execute_run(*, run: Run, wait: bool = False) -> Run:
    """Carry out a waiting run; raises `Busy` if another one is on its way, unless `wait`.

    An error is written to the run and raised. A run that is over already is left alone, so that a
    task delivered twice does no harm.
    """
    with only_one(RUNS, wait=wait):
        sweep_dead_runs()
        started = Run.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
            state=RunState.RUNNING, started_at=timezone.now()
        )
        run.refresh_from_db()
        if not started:
            return run
        try:
            _carry_out(run)
        except BaseException as error:
            _fail(run, error)
            raise
    return run


def sweep_dead_runs() -> int:
    """Mark runs as failed whose process died; call while holding the lock."""
    dead = list(Run.objects.filter(state=RunState.RUNNING).order_by("pk"))
    for run in dead:
        drop_detached(run.pk)
    Run.objects.filter(pk__in=[run.pk for run in dead]).update(
        state=RunState.FAILED, finished_at=timezone.now(), error="interrupted"
    )
    return len(dead)


def _carry_out(run: Run) -> None:
    steps = Steps(run)
    policy = run.policy.policy
    windows = Windows.of(policy)
    run.is_side = not _may_become_current(run)
    with steps.step(RunStep.MEASURE):
        table = _measure(run, windows, steps)
    with steps.step(RunStep.READ):
        population = read_population(table=table, as_of=run.as_of, policy=policy)
        run.input_hash = input_hash(population, run.as_of.isoformat(), run.policy.hash)
    if _is_repetition(run):
        steps.finish(RunState.UNCHANGED)
        return
    _score_and_publish(run, population, policy, table, steps)


def _score_and_publish(
    run: Run, population: Population, policy: Policy, table: str, steps: Steps
) -> None:
    with steps.step(RunStep.SCORE):
        scores = score(population, policy)
        columns = result_columns(run.pk, population, scores)
        assessed = assessed_columns(run.pk, population, scores)
        run.result_hash = result_hash(columns, assessed)
        run.context = scores.context.model_dump(mode="json")
        run.spread = _spread(population, scores, policy)
        steps.count("population", len(population))
        run.is_side = run.is_side or (not len(population) and not _corrects_current(run))
    with steps.step(RunStep.WRITE):
        write_scores(run_id=run.pk, columns=columns, assessed=assessed)
    with steps.step(RunStep.PUBLISH):
        publish(
            run=run,
            columns=columns | review_columns(population, scores),
            windows=Windows.of(policy),
            table=table,
            steps=steps,
        )
    run.save(update_fields=["durations"])


def _spread(population: Population, scores: Scores, policy: Policy) -> dict[str, Any]:
    """Concentration of revenue and the Pareto curve of value, as JSON; None where nothing is."""
    parts = {
        "concentration": concentration(population.net_revenue, policy),
        "pareto": pareto_check(scores.value),
    }
    return {name: part and part.model_dump(mode="json") for name, part in parts.items()}


def _may_become_current(run: Run) -> bool:
    current = CurrentRun.get()
    return run.policy.status == "published" and (current is None or run.as_of >= current.as_of)


def _corrects_current(run: Run) -> bool:
    """A book in which nobody bought says something about the data, not about the customers: it
    takes the classes away only where it corrects the very day in view, for example after an undo.
    """
    current = CurrentRun.get()
    return current is not None and current.as_of == run.as_of


def _measure(run: Run, windows: Windows, steps: Steps) -> str:
    """Main runs move the working rows forward; side runs leave them alone."""
    if run.is_side:
        return measure_aside(as_of=run.as_of, windows=windows)
    steps.count("measured", measure_working(as_of=run.as_of, windows=windows))
    return WORKING


def _is_repetition(run: Run) -> bool:
    """The same date, policy and input was scored already: point to it instead."""
    same = (
        Run.objects.done()
        .filter(as_of=run.as_of, policy=run.policy, input_hash=run.input_hash, scores_kept=True)
        .order_by("pk")
        .last()
    )
    if same is None:
        return False
    run.same_as, run.result_hash, run.is_side = same, same.result_hash, same.is_side
    run.counts = {name: n for name, n in same.counts.items() if name != RECALLED}
    run.context, run.spread = same.context, same.spread
    return True


def _fail(run: Run, error: BaseException) -> None:
    logger.exception("run %s failed", run.pk)
    try:
        drop_detached(run.pk)
        Run.objects.filter(pk=run.pk).update(
            state=RunState.FAILED,
            finished_at=timezone.now(),
            error=f"{type(error).__name__}: {error}"[:2000],
        )
    except Exception:  # the database is away: the next run sweeps
        logger.exception("run %s could not be marked as failed", run.pk)
