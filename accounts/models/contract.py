"""What was signed with an account."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.fact import Fact, FactQuerySet


class ContractQuerySet(FactQuerySet):
    def open_on(self, as_of: date) -> Self:
        """Signed by then, begun and not ended."""
        return self.up_to(as_of).filter(starts_on__lte=as_of, ends_on__gte=as_of)


class Contract(Fact):
    """`date` is the day it was signed. Value in base currency over the whole term."""

    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    value_base = models.DecimalField(
        _("value in base currency"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    is_gain_share = models.BooleanField(_("gains are shared"), default=False)

    objects = ContractQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="contract_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def signed_on(self) -> date:
        return self.date

    @property
    def years(self) -> int:
        """Full years of the term (three or more are long co-operation, domain §3.5)."""
        end, start = self.ends_on + timedelta(days=1), self.starts_on
        return end.year - start.year - ((end.month, end.day) < (start.month, start.day))

    def is_open(self, as_of: date) -> bool:
        return self.is_current and self.date <= as_of and self.starts_on <= as_of <= self.ends_on

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The end must not be before the start.")})
