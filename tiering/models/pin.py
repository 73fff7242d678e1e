"""A class a manager holds by hand until a day (domain §3.10, override)."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from staff.models import User
from tiering.models.change import System


class PinQuerySet(models.QuerySet["Pin"]):
    def active(self) -> "PinQuerySet":
        return self.filter(ended_at=None)

    def for_page(self) -> "PinQuerySet":
        return self.select_related("by", "ended_by").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Pin(models.Model):
    """`value` shows instead of the class by rule up to and including `until`.

    Reviews go on underneath. The night after `until` ends it and tells who set it, once.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="pins")
    system = models.CharField(_("system"), max_length=12, choices=System)
    value = models.PositiveSmallIntegerField(_("class"))
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pinned class")
        verbose_name_plural = _("pinned classes")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "system"], condition=Q(ended_at=None), name="one_active_pin"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.system}={self.value} until {self.until}"
