"""When a class became another: rows of change, kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from tiering.models.run import Run


class System(models.TextChoices):
    """The independent classification systems (domain §0.2)."""

    PYRAMID = "pyramid", _("Pyramid")
    PARETO = "pareto", _("Pareto class")
    ABC = "abc", _("ABC type")
    PATTERN = "pattern", _("Transaction pattern")


class ClassChange(models.Model):
    """From `as_of` on the account has `new` in `system`; 0 is "not rated". Never edited.

    `old` and `new` are the numbers of `kam.lib.classes`.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="class_changes")
    run = models.ForeignKey(Run, models.PROTECT, related_name="changes")
    system = models.CharField(max_length=8, choices=System)
    as_of = models.DateField()
    old = models.PositiveSmallIntegerField()
    new = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("class change")
        verbose_name_plural = _("class changes")
        constraints = [
            models.UniqueConstraint(fields=["run", "system", "account"], name="one_change_per_run")
        ]
        indexes = [
            models.Index(fields=["account", "system", "-as_of"], name="change_account"),
            models.Index(fields=["system", "as_of"], name="change_system_date"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.system} {self.old}→{self.new}"
