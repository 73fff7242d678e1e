"""Imports in the background. Arguments are ids; a task that comes twice finds nothing to do."""

import logging

from celery import shared_task

from accounts.imports import batches

logger = logging.getLogger(__name__)


@shared_task
def check_import(batch_id: int) -> None:
    batch = batches.check(batch_id)
    logger.info("import %s: %s", batch_id, batch.state if batch else "nothing to check")


@shared_task
def save_import(batch_id: int) -> None:
    batch = batches.save(batch_id)
    logger.info("import %s: %s", batch_id, batch.state if batch else "nothing to save")


@shared_task
def sweep_imports() -> None:
    """Go on with imports whose worker died; give up after three attempts."""
    for task, batch_id in batches.stale():
        {"check": check_import, "save": save_import}[task].delay(batch_id)
        logger.warning("import %s was left behind: %s again", batch_id, task)
