"""How much care is too much: limits the company sets (domain §7.4)."""

from datetime import timedelta
from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

POSITIVE = [MinValueValidator(Decimal(0))]


@pghistory.track(pghistory.UpdateEvent())
class CareLimits(models.Model):
    """One row, made by a migration. Amounts are in base currency."""

    greeting_gap_days = models.PositiveSmallIntegerField(
        _("days between two greetings"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    lead_days = models.PositiveSmallIntegerField(
        _("remind so many days ahead"), default=7, validators=[MaxValueValidator(60)]
    )
    approval_over = models.DecimalField(
        _("a gift needs approval above"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(200),
        validators=POSITIVE,
    )
    block_over = models.DecimalField(
        _("no gift above"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(500),
        validators=POSITIVE,
    )
    year_cap = models.DecimalField(
        _("all gifts to a contact in a year, at most"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(1000),
        validators=POSITIVE,
    )
    repeat_months = models.PositiveSmallIntegerField(
        _("same gift at the same account: warn for (months)"),
        default=24,
        validators=[MaxValueValidator(240)],
    )
    government_gifts = models.BooleanField(_("gifts to government accounts"), default=False)

    class Meta:
        verbose_name = _("limits of care")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_care_limits"),
            models.CheckConstraint(
                condition=Q(block_over__gte=F("approval_over")),
                name="gifts_need_approval_before_they_are_blocked",
                violation_error_message=_(
                    "The amount that is blocked can't be below the one that needs approval."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_over} {self.block_over} {self.year_cap}"

    @classmethod
    def current(cls) -> "CareLimits":
        return cls.objects.get(pk=1)

    @classmethod
    def greeting_gap(cls) -> timedelta:
        """How long after a greeting nobody greets again."""
        return timedelta(days=cls.current().greeting_gap_days)
