"""Whether an account carries out what was agreed (domain §3.6, policy execution rate)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.fact import Fact, FactQuerySet


class Execution(NamedTuple):
    """How many items were checked in twelve months, and how many of them were carried out."""

    checked: int
    carried_out: int

    @property
    def rate(self) -> Decimal | None:
        """As a fraction; None while nothing was checked."""
        return Decimal(self.carried_out) / self.checked if self.checked else None


class PolicyCheckQuerySet(FactQuerySet):
    def execution(self, as_of: date) -> Execution:
        """Of the rows in view, which are usually one account's current ones."""
        counts = self.trailing_year(as_of).aggregate(
            checked=Count("pk"), carried_out=Count("pk", filter=Q(carried_out=True))
        )
        return Execution(**counts)


class PolicyCheck(Fact):
    """One item of our policy, checked on a day."""

    item = models.CharField(_("policy item"), max_length=200)
    carried_out = models.BooleanField(_("carried out"), default=False)
    note = models.TextField(_("note"), blank=True)

    objects = PolicyCheckQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("policy check")
        verbose_name_plural = _("policy checks")

    def __str__(self) -> str:
        return self.item
