"""When a class became another: rows of change, kept for ever."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from staff.models import User
from tiering.models.run import Run


class System(models.TextChoices):
    """The independent classification systems (domain §0.2)."""

    PYRAMID = "pyramid", _("Pyramid")
    PARETO = "pareto", _("Pareto class")
    ABC = "abc", _("ABC type")
    KEY_CLASS = "key_class", _("Key account class")
    PATTERN = "pattern", _("Transaction pattern")


class ChangeCause(models.IntegerChoices):
    """Why a class changed. The first five are the engine's (`review.Cause`)."""

    FIRST = 1, _("First class")
    REVIEW = 2, _("Review")
    CREDIT = 3, _("Poor credit")
    IMMEDIATE = 4, _("At once")
    LEFT = 5, _("Bought nothing any more")
    COMPUTED = 6, _("As computed")  # systems that follow the run
    APPROVED = 7, _("Approved proposal")
    PINNED = 8, _("Pinned")
    PIN_ENDED = 9, _("Pin ended")
    RESTORED = 10, _("Older policy restored")


class ChangeQuerySet(models.QuerySet["ClassChange"]):
    def with_valid_to(self) -> "ChangeQuerySet":
        """`valid_to`: the day the next class of this system began; null while it holds."""
        later = ClassChange.objects.filter(
            account=models.OuterRef("account"),
            system=models.OuterRef("system"),
            pk__gt=models.OuterRef("pk"),
        ).order_by("pk")
        return self.annotate(valid_to=models.Subquery(later.values("as_of")[:1]))


class ClassChange(models.Model):
    """From `as_of` on the account has `new` in `system`; 0 is "not rated". Never edited.

    `old` and `new` are the numbers of `kam.lib.classes`. What a run changed names the run, what a
    person decided the person and the reason.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="class_changes")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="changes")
    system = models.CharField(max_length=12, choices=System)
    as_of = models.DateField()
    old = models.PositiveSmallIntegerField()
    new = models.PositiveSmallIntegerField()
    cause = models.PositiveSmallIntegerField(choices=ChangeCause, default=ChangeCause.COMPUTED)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = ChangeQuerySet.as_manager()

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
