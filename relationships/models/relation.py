"""Where an account stands on the 25 squares now, and every stage it had (domain §4.3-4.6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam.lib.relations import Trend
from relationships import labels
from staff.models import User


class RelationQuerySet(models.QuerySet["Relation"]):
    def visible_to(self, user: User) -> "RelationQuerySet":
        """Those of accounts `user` may open."""
        return self.filter(account__in=Account.objects.visible_to(user))


class Relation(models.Model):
    """One narrow row per account that was ever assessed; derived, so a rebuild gives the same.

    Levels 0 to 5, 0 off the grid; `stage` follows from the square and is never typed in.
    `assessed_on` is the older of the two newest assessments: from then on it grows stale.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="relation"
    )
    personal = models.PositiveSmallIntegerField(_("personal level"), default=0)
    company = models.PositiveSmallIntegerField(_("company level"), default=0)
    stage = models.PositiveSmallIntegerField(_("stage"), default=0)
    trend = models.PositiveSmallIntegerField(
        _("trend"),
        choices=[(trend.value, labels.TREND[trend]) for trend in Trend],
        default=Trend.STABLE.value,
    )
    since = models.DateField(_("since"))
    assessed_on = models.DateField(_("assessed on"))
    declared_uncoupling = models.BooleanField(_("declared to be leaving"), default=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        indexes = [
            models.Index(fields=["personal", "company", "account"], name="relation_square"),
            models.Index(fields=["stage", "account"], name="relation_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: ({self.personal}, {self.company})"

    @property
    def imbalance(self) -> int:
        """Personal less company level: much above 0 hangs on a person, much below has no friend."""
        return self.personal - self.company


class StageChangeQuerySet(models.QuerySet["StageChange"]):
    def visible_to(self, user: User) -> "StageChangeQuerySet":
        return self.filter(account__in=Account.objects.visible_to(user))


class StageChange(models.Model):
    """A step of an account over the squares: the stage history and the path.

    Also written when the levels move and the stage does not. `before` is None for the first one.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="stage_changes", db_index=False
    )
    on = models.DateField(_("date"))
    before = models.PositiveSmallIntegerField(_("from"), null=True)
    after = models.PositiveSmallIntegerField(_("to"))
    personal = models.PositiveSmallIntegerField(_("personal level"))
    company = models.PositiveSmallIntegerField(_("company level"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StageChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        indexes = [
            models.Index(fields=["account", "on", "id"], name="stage_path"),
            models.Index(fields=["on", "account"], name="stage_day"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.on}: {self.before} → {self.after}"
