"""Exports leave a trace before the first row leaves."""

import logging

from accounts.models.export import ExportLog
from staff.models import User

logger = logging.getLogger(__name__)


def log_export(*, by: User, what: str, query: str, rows: int) -> ExportLog:
    """Record who takes how many rows of what, found by which filter."""
    logger.info("exported", extra={"by": by.pk, "what": what, "query": query, "rows": rows})
    return ExportLog.objects.create(user=by, what=what, query=query, rows=rows)
