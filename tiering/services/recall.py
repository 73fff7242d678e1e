"""Scores that are no longer kept, worked out again from what was known when their run started.

Under the run's own id, so that every link to it explains it again; until the next clean-up drops
them. The record of the run stays as it was: beside it stands whether the result is the same.
"""

import logging
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import LedgerEntry
from kam.lib.locks import RUNS, only_one
from staff import clock
from staff.models import Company, User
from tiering.engine import Scores, score
from tiering.engine.population import Population
from tiering.models import PolicyVersion, Run
from tiering.models.run import RECALLED, RunCause, RunState
from tiering.recalled import Outcome, Recalled
from tiering.services.past import read_past
from tiering.services.scores import (
    assessed_columns,
    attach,
    drop_detached,
    input_hash,
    result_columns,
    result_hash,
    write_scores,
)
from tiering.services.windows import Windows

logger = logging.getLogger(__name__)


@transaction.atomic
def request_recall(*, run: Run) -> bool:
    """Note that a run waits to be recalled; False if it need not, or somebody asked just now."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    known = Recalled.of(locked)
    if locked.scores_kept or locked.state != RunState.DONE or (known and known.is_under_way):
        return False
    _note(locked, Outcome.WAITING)
    return True


@transaction.atomic
def request_day(*, as_of: date, by: User) -> Run | None:
    """A run for a past day that nobody scored, to be recalled: by the policy of that day, from what
    was known when its night would have struck. None where there is nothing to score."""
    company = Company.current()
    first = LedgerEntry.objects.order_by("date").values_list("date", flat=True).first()
    if first is None or not first <= as_of < clock.today():
        return None
    struck = datetime.combine(as_of + timedelta(days=1), time(company.night_hour), company.zone)
    policy = PolicyVersion.objects.of_day(as_of)
    run, _made = Run.objects.get_or_create(
        as_of=as_of, policy=policy, state=RunState.DONE,
        defaults={"is_side": True, "cause": RunCause.DAY, "by": by, "started_at": struck,
                  "finished_at": timezone.now()},
    )  # fmt: skip
    return run


def recall(*, run: Run, wait: bool = False) -> Run:
    """Compute, write and show the scores of a run again; raises `Busy` unless it may `wait`.

    A run whose scores are kept is left alone, so that a task delivered twice does no harm.
    An error is noted with the run and raised.
    """
    with only_one(RUNS, wait=wait):
        run = Run.objects.select_related("policy").get(pk=run.pk)
        if run.scores_kept or run.state != RunState.DONE:
            return run
        try:
            _write(run)
        except Exception:
            logger.exception("run %s could not be recalled", run.pk)
            drop_detached(run.pk)
            _note(run, Outcome.FAILED)
            raise
    return run


def _write(run: Run) -> None:
    policy = run.policy.policy
    past = read_past(windows=Windows.of(policy), zone=Company.current().zone)
    population = past.population(run.as_of, policy, moment=_known_by(run))
    scores = score(population, policy)
    columns = result_columns(run.pk, population, scores)
    assessed = assessed_columns(run.pk, population, scores)
    drop_detached(run.pk)  # of a recall that was killed
    write_scores(run_id=run.pk, columns=columns, assessed=assessed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        attach(run.pk)
        Run.objects.filter(pk=run.pk).update(scores_kept=True)
        run.scores_kept = True
        if not run.result_hash:
            _keep_result(run, population, scores, result_hash(columns, assessed))
        elif result_hash(columns, assessed) == run.result_hash:
            _note(run, Outcome.SAME)
        else:
            _note(run, Outcome.DIFFERS, **_difference(run, population, scores))


def _keep_result(run: Run, population: Population, scores: Scores, result: str) -> None:
    """What a night would have written of itself."""
    run.context = scores.context.model_dump(mode="json")
    run.input_hash = input_hash(population, run.as_of.isoformat(), run.policy.hash)
    run.result_hash, run.counts = result, {**run.counts, "population": len(population)}
    run.save(update_fields=["context", "input_hash", "result_hash"])
    _note(run, Outcome.MADE)


def _known_by(run: Run) -> datetime:
    return run.started_at or run.created_at


def _difference(run: Run, population: Population, scores: Scores) -> dict[str, Any]:
    """What explains the new rows instead of the run's own context, and where they part."""
    found = input_hash(population, run.as_of.isoformat(), run.policy.hash)
    return {
        "same_input": found == run.input_hash,
        "population": len(population),
        "context": scores.context.model_dump(mode="json"),
    }


def _note(run: Run, outcome: Outcome, **more: Any) -> None:
    noted = {"outcome": outcome.value, "at": timezone.now().isoformat(), **more}
    run.counts = {**run.counts, RECALLED: noted}
    Run.objects.filter(pk=run.pk).update(counts=run.counts)
