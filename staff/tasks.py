"""What the worker does for people: mails of notices, and clearing old ones away."""

import logging

from celery import shared_task

from staff import clock
from staff.services.notice_mails import mail_due
from staff.services.notices import forget_old

logger = logging.getLogger(__name__)


@shared_task
def mail_notices() -> None:
    """Every minute: the mails that are due."""
    if sent := mail_due(now=clock.now()):
        logger.info("notices: %s mails", sent)


@shared_task
def forget_notices() -> None:
    """Now and then: delete what was read months ago."""
    if gone := forget_old(now=clock.now()):
        logger.info("notices: %s old ones deleted", gone)
