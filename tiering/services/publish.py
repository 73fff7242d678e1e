"""Publishing: the scores join the table, then one short transaction moves every page to them."""

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from kam.lib.copy import Columns
from tiering.models import CurrentRun, Run
from tiering.models.run import RunState
from tiering.services.effective import take_effect
from tiering.services.retention import forget_old_scores
from tiering.services.scores import attach
from tiering.services.standings import apply_standings
from tiering.services.steps import Steps
from tiering.services.windows import Windows

NIGHT_NOTICE = "night-notice"  # where pages keep what they say of the last night


class Overtaken(RuntimeError):
    """Somebody published since this run began; nothing was changed."""


def publish(*, run: Run, columns: Columns, windows: Windows, table: str, steps: Steps) -> None:
    """Attach the scores; for a main run let classes take effect and flip the pointer.

    `table` holds the measures the run was scored from.
    """
    previous = CurrentRun.get()
    # Committed first: a statement planned before it must not meet a pointer to these scores.
    with transaction.atomic():
        attach(run.pk)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        Run.objects.done().filter(as_of=run.as_of, policy=run.policy).update(
            state=RunState.REPLACED, scores_kept=False
        )
        if not run.is_side:
            classes = take_effect(run=run, columns=columns, previous=previous, table=table)
            changed = apply_standings(
                run_id=run.pk, as_of=run.as_of, classes=classes, windows=windows
            )
            steps.count("changed", changed)
            _flip(run, previous)
        _finish(run)
        transaction.on_commit(_forget_notice, robust=True)  # a lost broker fails no run
    forget_old_scores(but=previous)


def _forget_notice() -> None:
    cache.delete(NIGHT_NOTICE)


def _flip(run: Run, previous: Run | None) -> None:
    """Compare-and-set: only from the run that was in view when this one began to publish."""
    flipped = CurrentRun.objects.filter(pk=1, run=previous).update(run=run)
    if flipped != 1:
        raise Overtaken(run.pk)


def _finish(run: Run) -> None:
    run.state, run.step, run.scores_kept = RunState.DONE, "", True
    run.finished_at = timezone.now()
    run.save()
