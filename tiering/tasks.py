"""What the worker does for tiering. Thin: load, call a service, log."""

import logging

from celery import shared_task

from staff import clock
from tiering.models import BackTest, Run
from tiering.services.backtests import execute_backtest
from tiering.services.nights import tick
from tiering.services.recall import recall as work_out_again
from tiering.services.runs import execute_run

logger = logging.getLogger(__name__)


@shared_task
def night() -> None:
    """Every minute: whatever is due (see `tiering.services.nights`)."""
    run = tick(now=clock.now())
    if run:
        logger.info("run %s of %s: %s", run.pk, run.as_of, run.state)


@shared_task
def execute(*, run_id: int) -> None:
    """A run asked for in the browser; it follows the one that is on its way."""
    run = execute_run(run=Run.objects.get(pk=run_id), wait=True)
    logger.info("run %s of %s: %s", run.pk, run.as_of, run.state)


@shared_task
def backtest(*, test_id: int) -> None:
    """A policy on past month-ends."""
    test = execute_backtest(test=BackTest.objects.get(pk=test_id), today=clock.today())
    logger.info("back-test %s of %s: %s", test.pk, test.version, test.state)


@shared_task
def recall(*, run_id: int) -> None:
    """Scores that are no longer kept, from what was known then; it follows a run on its way."""
    run = work_out_again(run=Run.objects.get(pk=run_id), wait=True)
    logger.info("run %s of %s recalled", run.pk, run.as_of)
