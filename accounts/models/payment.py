"""How an account pays (domain §3.7.1 INTEGRITY, §6.9)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.fact import Fact, FactQuerySet

NOT_NEGATIVE = MinValueValidator(Decimal(0))


class PaymentRecord(Fact):
    """Where payments stood on `date`; the counts are of the twelve months up to it.

    Amounts in base currency. The newest record counts.
    """

    invoices_due = models.PositiveIntegerField(
        _("invoices due"), help_text=_("In the twelve months up to the date.")
    )
    invoices_on_time = models.PositiveIntegerField(_("paid on time"))
    breaches = models.PositiveSmallIntegerField(_("breaches of contract"), default=0)
    balance = models.DecimalField(
        _("balance owed"), max_digits=18, decimal_places=2, default=0, validators=[NOT_NEGATIVE]
    )
    overdue = models.DecimalField(
        _("of it overdue"), max_digits=18, decimal_places=2, default=0, validators=[NOT_NEGATIVE]
    )
    days_overdue = models.PositiveSmallIntegerField(
        _("days overdue"), default=0, help_text=_("Of the oldest invoice that is not paid.")
    )

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("payment record")
        verbose_name_plural = _("payment records")

    def __str__(self) -> str:
        return str(self.date)

    @property
    def on_time_rate(self) -> Decimal | None:
        """As a fraction; None if no invoice was due."""
        return Decimal(self.invoices_on_time) / self.invoices_due if self.invoices_due else None

    def clean(self) -> None:
        wrong = {}
        if (self.invoices_on_time or 0) > (self.invoices_due or 0):
            wrong["invoices_on_time"] = _("No more than were due.")
        if (self.overdue or 0) > (self.balance or 0):
            wrong["overdue"] = _("No more than the balance owed.")
        if self.days_overdue and not self.overdue:
            wrong["days_overdue"] = _("Nothing is overdue, so no days are.")
        if wrong:
            raise ValidationError(wrong)
