"""Which standard key accounts get at least, and what contacts take of our time (domain §6.11)."""

from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import labels
from kam.lib.classes import PyramidTier

HOURS = ("visit_hours", "remote_hours", "review_hours", "capacity_hours", "busy_share")


@pghistory.track(pghistory.UpdateEvent())
class CareRules(models.Model):
    """One row, made by a migration.

    The tiers are edited with the coverage standards. The hours are a copy of those of the policy
    in force, which gate G2 calculates with: `tiering` writes them when a version takes effect.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    core_tier = models.PositiveSmallIntegerField(
        _("core accounts: at least like"), choices=labels.choices(PyramidTier), default=1
    )
    important_tier = models.PositiveSmallIntegerField(
        _("important accounts: at least like"), choices=labels.choices(PyramidTier), default=2
    )
    visit_hours = models.DecimalField(
        _("hours of a visit"), max_digits=12, decimal_places=6, default=3
    )
    remote_hours = models.DecimalField(
        _("hours of a remote contact"), max_digits=12, decimal_places=6, default="0.5"
    )
    review_hours = models.DecimalField(
        _("hours of a business review"), max_digits=12, decimal_places=6, default=6
    )
    capacity_hours = models.DecimalField(
        _("selling hours of a person in a year"), max_digits=12, decimal_places=6, default=880
    )
    busy_share = models.DecimalField(
        _("share from which somebody is busy"), max_digits=7, decimal_places=6, default="0.9"
    )

    class Meta:
        verbose_name = _("rules of care")
        verbose_name_plural = _("rules of care")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_care_rules")]

    def __str__(self) -> str:
        return f"{self.core_tier}, {self.important_tier}"

    @classmethod
    def current(cls) -> Self:
        return cls.objects.get(pk=1)
