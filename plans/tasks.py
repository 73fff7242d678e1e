"""What the worker does for plans. What is due is decided from rows: a second run does nothing."""

import logging

from celery import shared_task

from plans.services import plans, problems, vacancies
from staff import clock

logger = logging.getLogger(__name__)


@shared_task
def begin_approved() -> None:
    """Every hour: approved plans whose first day has come are active."""
    if begun := plans.begin_approved(today=clock.today()):
        logger.info("plans begun: %s", begun)


@shared_task
def follow_problems() -> None:
    """Every hour: plans and problems go with their accounts, and who sees to a problem is told on
    its day."""
    if passed := plans.follow_owners():
        logger.info("plans with a new owner: %s", passed)
    followed, told = problems.follow_owners(), problems.tell_due(today=clock.today())
    if followed or told:
        logger.info("problems: %s with a new owner, %s told", followed, told)


@shared_task
def tell_vacancies() -> None:
    """Every hour: managers hear of seats at key accounts that have been vacant too long."""
    if told := vacancies.tell_red(now=clock.now()):
        logger.info("vacancies told: %s", told)
