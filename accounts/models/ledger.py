"""The sales ledger: what was sold, returned and rebated, and what we knew of it when."""

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account

if TYPE_CHECKING:
    from staff.models import User


class EntryKind(models.TextChoices):
    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")
    REBATE = "rebate", _("Rebate")


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: "User") -> "LedgerQuerySet":
        return self.filter(account__in=Account.objects.visible_to(user))

    def current(self) -> "LedgerQuerySet":
        """What we know now: rows not closed by a correction or an undo."""
        return self.filter(known_to__isnull=True)


@pghistory.track(
    pghistory.UpdateEvent(level=pgtrigger.Statement),
    pghistory.DeleteEvent(level=pgtrigger.Statement),
)
class LedgerEntry(models.Model):
    """One order, return or rebate. Never overwritten: a change closes it and adds another.

    `amount` is signed, in `currency`; `amount_base` in the company's currency, frozen at the
    rate of `date`; `cost_base` the cost of goods if known. True for `date`, known from
    `known_from` until `known_to` (design §4). Rollup and the queue of accounts to measure again
    follow by statement triggers (migration).
    """

    # Checked by the same triggers, for a whole statement at once (migrations 0009 and 0010).
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="ledger",
        verbose_name=_("account"),
        db_constraint=False,
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=6, choices=EntryKind)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    amount_base = models.DecimalField(_("amount in base currency"), max_digits=18, decimal_places=2)
    cost_base = models.DecimalField(
        _("cost of goods in base currency"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=40)
    reference = models.CharField(_("reference"), max_length=80)
    returns = models.CharField(_("reference of the sale returned"), max_length=80, blank=True)
    known_from = models.DateTimeField(_("known from"))
    known_to = models.DateTimeField(_("known to"), null=True, blank=True)
    # No constraint and no second index: batches are never deleted, and half a million rows saved
    # at once would pay for both.
    batch = models.ForeignKey(
        "accounts.ImportBatch",
        models.PROTECT,
        null=True,
        related_name="entries",
        db_constraint=False,
        db_index=False,
    )
    closed_by = models.ForeignKey(
        "accounts.ImportBatch",
        models.PROTECT,
        null=True,
        related_name="closed_entries",
        db_constraint=False,
        db_index=False,
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference", "account"],
                condition=Q(known_to__isnull=True),
                name="ledger_reference_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=models.F("known_from")),
                name="ledger_known_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "date"],
                include=["kind", "amount_base", "cost_base"],
                condition=Q(known_to__isnull=True),
                name="ledger_account_date",
            ),
            models.Index(fields=["date"], condition=Q(known_to__isnull=True), name="ledger_date"),
            models.Index(
                fields=["account"],
                condition=Q(known_to__isnull=True) & ~Q(returns=""),
                name="ledger_named_returns",
            ),
            models.Index(fields=["batch"], name="ledger_batch"),
            models.Index(
                fields=["closed_by"], condition=Q(closed_by__isnull=False), name="ledger_closed_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"
