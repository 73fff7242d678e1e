"""Which classes an account has now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models.account import Account
from kam.lib.classes import (
    AbcType,
    KeyAccountClass,
    LoyaltyStep,
    ParetoClass,
    PyramidTier,
    SmallSubtype,
    TransactionPattern,
)


class Standing(models.Model):
    """The effective classes of an account; 0 is "not rated". Written only by `tiering.services`.

    A member of a group carries the classes of its top account, with `by_group` set.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="standing"
    )
    pyramid = models.PositiveSmallIntegerField(
        _("pyramid"), default=0, choices=labels.choices(PyramidTier)
    )
    subtype = models.PositiveSmallIntegerField(
        _("subtype"), default=0, choices=labels.choices(SmallSubtype)
    )
    pareto = models.PositiveSmallIntegerField(
        _("Pareto class"), default=0, choices=labels.choices(ParetoClass)
    )
    abc = models.PositiveSmallIntegerField(
        _("ABC type"), default=0, choices=labels.choices(AbcType)
    )
    key_class = models.PositiveSmallIntegerField(
        _("key account class"), default=0, choices=labels.choices(KeyAccountClass)
    )
    pattern = models.PositiveSmallIntegerField(
        _("transaction pattern"), default=0, choices=labels.choices(TransactionPattern)
    )
    loyalty = models.PositiveSmallIntegerField(
        _("loyalty"), default=0, choices=labels.choices(LoyaltyStep)
    )
    provisional = models.PositiveSmallIntegerField(_("provisional"), default=0)
    by_group = models.BooleanField(_("by group"), default=False)
    since = models.DateField(_("pyramid class since"), null=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [models.Index(fields=["pyramid"], name="standing_pyramid")]

    def __str__(self) -> str:
        return f"standing of {self.account_id}"
