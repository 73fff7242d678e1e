"""What a customer needs, from the first word to acceptance (domain §7.9.1)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from relationships.models.visit import Visit
from staff.models import User


class NeedStatus(models.TextChoices):
    CAPTURED = "captured", _("Captured")
    CLARIFIED = "clarified", _("Clarified")
    ASSIGNED_TECH = "assigned_tech", _("With the engineers")
    SOLUTION = "solution", _("Solution found")
    DELIVERED = "delivered", _("Delivered")
    ACCEPTED = "accepted", _("Accepted by the customer")
    DECLINED = "declined", _("Declined")


class NeedQuerySet(models.QuerySet["NeedItem"]):
    def visible_to(self, user: User) -> "NeedQuerySet":
        """Those of visits `user` may read."""
        return self.filter(visit__in=Visit.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class NeedItem(models.Model):
    """One need, captured at a visit: a line of what was noted there."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="needs")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="need_items")
    text = models.TextField(_("need"))
    status = models.CharField(
        _("status"), max_length=13, choices=NeedStatus, default=NeedStatus.CAPTURED
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    captured_on = models.DateField(_("captured on"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return self.text
