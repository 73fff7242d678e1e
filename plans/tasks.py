"""What the worker does for plans. What is due is decided from rows: a second run does nothing."""

import logging

from celery import shared_task

from plans.services import plans, problems
from staff import clock

logger = logging.getLogger(__name__)


@shared_task
def begin_approved() -> None:
    """Every hour: approved plans whose first day has come are active."""
    if begun := plans.begin_approved(today=clock.today()):
        logger.info("plans begun: %s", begun)


@shared_task
def follow_problems() -> None:
    """Every hour: problems go with their accounts, and who sees to one is told on its day."""
    followed, told = problems.follow_owners(), problems.tell_due(today=clock.today())
    if followed or told:
        logger.info("problems: %s with a new owner, %s told", followed, told)
