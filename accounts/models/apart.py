"""Two records that look alike and are two: not asked about again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.contact import Contact
from staff.models import User


class Apart(models.Model):
    """Two accounts or two contacts, the older (lower id) first. Written by `kam.merging`."""

    first_account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="+", verbose_name=_("older record")
    )
    other_account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="+", verbose_name=_("other record")
    )
    first_contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="+", verbose_name=_("older record")
    )
    other_contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="+", verbose_name=_("other record")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("pair of two")
        verbose_name_plural = _("pairs of two")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_account__lt=F("other_account"), first_contact=None)
                & Q(other_contact=None)
                | Q(first_contact__lt=F("other_contact"), first_account=None)
                & Q(other_account=None),
                name="apart_two_accounts_or_two_contacts",
            ),
            models.UniqueConstraint("first_account", "other_account", name="apart_accounts_once"),
            models.UniqueConstraint("first_contact", "other_contact", name="apart_contacts_once"),
        ]

    def __str__(self) -> str:
        first = self.first_account_id or self.first_contact_id
        return f"{first} ≠ {self.other_account_id or self.other_contact_id}"
