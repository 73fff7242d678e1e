"""What an account spends on things like ours, with whomever (domain §6.7)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.amounts import YEAR, months_before
from accounts.models.fact import Fact, FactQuerySet


class Confidence(models.TextChoices):
    HIGH = "high", pgettext_lazy("confidence", "High")
    MEDIUM = "med", pgettext_lazy("confidence", "Medium")
    LOW = "low", pgettext_lazy("confidence", "Low")


class WalletEstimate(Fact):
    """Yearly spend in one category, or in all of ours (no category), in base currency."""

    category = models.CharField(
        _("category"),
        max_length=80,
        blank=True,
        help_text=_("Empty: everything we could sell to this customer."),
    )
    amount_base = models.DecimalField(
        _("yearly spend in base currency"),
        max_digits=18,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    source = models.CharField(_("where the figure is from"), max_length=200)
    confidence = models.CharField(
        _("confidence"), max_length=4, choices=Confidence, default=Confidence.MEDIUM
    )

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("wallet estimate")
        verbose_name_plural = _("wallet estimates")

    def __str__(self) -> str:
        return self.category or str(_("All categories"))

    def is_stale(self, as_of: date) -> bool:
        """Older than twelve months."""
        return self.date < months_before(as_of, YEAR)


def whole_wallet(newest: Iterable[WalletEstimate]) -> Decimal | None:
    """Spend in all categories from the newest estimate of each: the one of all of them if there
    is one, else their sum; None without any."""
    amounts = {estimate.category: estimate.amount_base for estimate in newest}
    return amounts.get("", sum(amounts.values(), Decimal(0))) if amounts else None
