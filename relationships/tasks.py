"""What the worker does for relationships. Thin: ask the clock, call a service, log.

What is due is decided from rows, so that a second run does nothing.
"""

import logging
from datetime import timedelta

from celery import shared_task

from relationships.services import actions, care_dates, import_handovers, relations
from staff import clock

logger = logging.getLogger(__name__)
OVERLAP = timedelta(minutes=30)  # so that a missed tick leaves nothing out
DAY_AND_MORE = timedelta(days=2)


@shared_task
def follow_people() -> None:
    """Every few minutes: levels of accounts whose people left, and owners that imports changed."""
    now = clock.now()
    found = relations.keep_current(today=now.date(), people_since=now - OVERLAP, trends=False)
    if found:
        logger.info("relations followed their people: %s", found)
    handed = import_handovers.follow_imports(since=now - DAY_AND_MORE, on=now.date())
    if handed:
        logger.info("accounts handed over after an import: %s", handed)


@shared_task
def follow_time() -> None:
    """Some times a day: trends that end, and whatever the ticks have missed."""
    now = clock.now()
    found = relations.keep_current(today=now.date(), people_since=now - DAY_AND_MORE, trends=True)
    logger.info("relations read again: %s", found)


@shared_task
def tell_due_actions() -> None:
    logger.info("due actions told: %s", actions.tell_due(today=clock.today()))


@shared_task
def care() -> None:
    """Every few minutes: days move on, owners are told, what may no longer be kept goes."""
    now = clock.now()
    moved = care_dates.move_on(today=now.date())
    told = care_dates.remind(now=now)
    gone = care_dates.forget_families(today=now.date())
    if moved or told or gone:
        logger.info("care: %s moved on, %s told, %s removed", moved, told, gone)
