"""What an account costs us beside its goods (domain §3.1 CTS, §3.7.1 DEV_COST)."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models.fact import Fact, FactQuerySet
from staff.permissions import Permission


class CostKind(models.TextChoices):
    VISITS = "visits", _("Visits")
    LOGISTICS = "logistics", _("Special logistics")
    SERVICE = "service", _("Service hours")
    SPECIAL_TERMS = "special_terms", _("Special terms")
    GIFTS = "gifts", _("Gifts and hospitality")
    EXECUTIVE_TIME = "executive_time", _("Executives' time")
    DEVELOPMENT = "development", _("Winning the customer")


# Development is spent to win an account, not to serve it.
SERVING = tuple(kind for kind in CostKind if kind != CostKind.DEVELOPMENT)


class CostQuerySet(FactQuerySet):
    def by_kind(self, as_of: date) -> dict[str, Decimal]:
        """Sums of the twelve months up to `as_of`, of the kinds that occur."""
        sums = self.trailing_year(as_of).order_by().values_list("kind").annotate(Sum("amount_base"))
        return dict(sums)


class Cost(Fact):
    """One expense, in base currency. Nobody sees it who may not see margins."""

    TO_VIEW = (Permission.BUSINESS_VIEW, Permission.MARGIN_VIEW)
    TO_EDIT = (Permission.FACT_EDIT, Permission.MARGIN_VIEW)

    kind = models.CharField(_("kind of cost"), max_length=16, choices=CostKind)
    amount_base = models.DecimalField(
        _("amount in base currency"),
        max_digits=18,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), _("An amount is greater than zero."))],
    )
    note = models.TextField(_("note"), blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)

    objects = CostQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("cost")
        verbose_name_plural = _("costs")

    def __str__(self) -> str:
        return str(self.get_kind_display())
