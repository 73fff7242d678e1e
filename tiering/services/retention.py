"""Which runs keep their scores: the last few and month-ends; changes of class stay for ever."""

import logging
from datetime import timedelta

from django.db import OperationalError, connection, transaction

from tiering.models import CurrentRun, Run
from tiering.services.scores import PARENTS, partition

logger = logging.getLogger(__name__)

KEEP_LAST = 5
KEEP_SIDE = 10
KEEP_MONTH_ENDS = 25

TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r'"
    " AND relname ~ '^tiering_(score|assessment)_[0-9]+$'"
)


def forget_old_scores(but: Run | None = None) -> int:
    """Drop the score tables nobody needs any more; returns how many went.

    Those of the run `but`, in view until now, stay once more: pages on their way still read them.

    A table a reader still uses is left for the next run: nobody waits for a clean-up.
    """
    stay = _runs_that_stay()
    Run.objects.filter(scores_kept=True).exclude(pk__in=stay).update(scores_kept=False)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = {name for (name,) in cursor.fetchall()}
    stay |= {but.pk} if but else set()
    kept = {partition(run, parent) for run in stay for parent in PARENTS}
    return sum(_drop(table) for table in tables - kept)


def _runs_that_stay() -> set[int]:
    kept = Run.objects.done().filter(scores_kept=True)
    main = list(kept.filter(is_side=False).order_by("-as_of", "-pk"))
    side = list(kept.filter(is_side=True).order_by("-pk"))
    month_ends = [run for run in main if (run.as_of + timedelta(days=1)).day == 1]
    stay = {run.pk for run in (*main[:KEEP_LAST], *side[:KEEP_SIDE], *month_ends[:KEEP_MONTH_ENDS])}
    current = CurrentRun.objects.get(pk=1).run_id
    return stay | ({current} if current else set())


def _drop(table: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Who waits for this lock makes every reader behind it wait too.
            cursor.execute("SET LOCAL lock_timeout = '20ms'")
            cursor.execute(f"DROP TABLE {table}")
    except OperationalError:
        logger.info("%s is in use and stays for now", table)
        return False
    return True
