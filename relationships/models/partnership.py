"""The eight signs of a partnership, and whether an alliance is signed (domain §4.7)."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from relationships.stages import is_proven
from staff.models import User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Partnership(models.Model):
    """One row per account; `evidence` holds codes of `ladders.PARTNERSHIP`."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="partnership"
    )
    evidence = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("evidence"))
    alliance_signed_on = models.DateField(_("alliance signed on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("partnership evidence")
        verbose_name_plural = _("partnership evidence")

    def __str__(self) -> str:
        return f"{self.account_id}: {len(self.evidence)}"

    @property
    def is_proven(self) -> bool:
        return is_proven(self.evidence)
