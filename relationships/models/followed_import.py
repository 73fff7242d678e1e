"""Imports of accounts whose changes of owner were handed over."""

from django.db import models

from accounts.models import ImportBatch


class FollowedImport(models.Model):
    """A mark, so that an import is followed once however often somebody looks."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"#{self.batch_id}"
