"""What the worker does for plans. What is due is decided from rows: a second run does nothing."""

import logging

from celery import shared_task

from plans.services import plans
from staff import clock

logger = logging.getLogger(__name__)


@shared_task
def begin_approved() -> None:
    """Every hour: approved plans whose first day has come are active."""
    if begun := plans.begin_approved(today=clock.today()):
        logger.info("plans begun: %s", begun)
