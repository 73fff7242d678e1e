"""What a draft would do, as it was tried on the whole book."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import User
from tiering.models.policy import PolicyVersion
from tiering.models.run import Run


class Trial(models.Model):
    """The last what-if of a version: of which document, on which run, and how many moved.

    `hash` is that of the document tried: a trial counts only while it is the version's own.
    `moves` is the engine-free summary a list prints: accounts moved, up, down, for each system.
    """

    version = models.OneToOneField(PolicyVersion, models.CASCADE, related_name="trial")
    hash = models.CharField(max_length=64)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    moves = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("tried"), auto_now=True)

    def __str__(self) -> str:
        return f"trial of {self.version_id}"

    @property
    def holds(self) -> bool:
        """Whether exactly the version's document was tried."""
        return self.hash == self.version.hash
