"""A policy tried on past month-ends, with what became of the accounts it called key."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User
from tiering.models.policy import PolicyVersion


class BackTestState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class BackTest(models.Model):
    """The last back-test of a version; `hash` is that of the document tested.

    `result` is JSON as `tiering.services.backtests` writes it.
    """

    version = models.OneToOneField(PolicyVersion, models.CASCADE, related_name="backtest")
    hash = models.CharField(max_length=64)
    months = models.PositiveSmallIntegerField(default=12)
    state = models.CharField(max_length=8, choices=BackTestState, default=BackTestState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    result: Any = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"back-test of {self.version_id}"

    @property
    def is_over(self) -> bool:
        return self.state in (BackTestState.DONE, BackTestState.FAILED)

    @property
    def holds(self) -> bool:
        """Whether exactly the version's document was tested to the end."""
        return self.state == BackTestState.DONE and self.hash == self.version.hash
