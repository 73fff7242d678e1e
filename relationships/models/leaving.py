"""A manager's word that a relation ends, or no longer does (domain §4.6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from staff.models import User


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def now(self, accounts: list[int]) -> set[int]:
        """Which of these accounts are declared to be leaving; the newest word counts."""
        newest = self.filter(account__in=accounts).order_by("account", "-pk").distinct("account")
        return {row.account_id for row in newest if row.leaving}


class Leaving(models.Model):
    """Never changed: a later row takes the word back."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="leaving_words")
    leaving = models.BooleanField(_("leaving"))
    note = models.TextField(_("note"))
    on = models.DateField(_("date"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("declared by"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LeavingQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration that a relation ends")
        verbose_name_plural = _("declarations that a relation ends")

    def __str__(self) -> str:
        return f"{self.account_id} {self.on}: {self.leaving}"
