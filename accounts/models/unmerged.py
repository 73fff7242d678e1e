"""Records that still stand for themselves."""

from typing import TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)


class UnmergedManager(models.Manager[Record]):
    """Leaves out what was merged into another record, in lists and behind relations alike.

    Such a record is still there for the audit trail and for an undo: `everyone` has it, and so
    has whoever follows a foreign key to it.
    """

    def get_queryset(self) -> models.QuerySet[Record]:
        return super().get_queryset().filter(merged_into=None)
