"""Who reads an explanation: what of an account's amounts it may say (domain §9.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kam.lib.numbers import from_minor, money, number
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.engine import Finding, Metric

METRICS: dict[Metric, Promise] = {
    Metric.GROSS_PROFIT: gettext_lazy("gross profit"),
    Metric.NET_REVENUE: gettext_lazy("net revenue"),
    Metric.CONTRIBUTION: gettext_lazy("contribution"),
    Metric.CLV: gettext_lazy("lifetime value"),
}
# The same at the head of a figure or a column.
METRIC_HEADS: dict[Metric, Promise] = {
    Metric.GROSS_PROFIT: gettext_lazy("Gross profit"),
    Metric.NET_REVENUE: gettext_lazy("Net revenue"),
    Metric.CONTRIBUTION: gettext_lazy("Contribution"),
    Metric.CLV: gettext_lazy("Lifetime value"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """What of an account's amounts somebody may read, and what accounts are ranked by."""

    basis: Metric
    sales: bool
    margins: bool

    @classmethod
    def of(cls, user: User, basis: Metric) -> "Reader":
        return cls(
            basis,
            sales=has_permission(user, Permission.BUSINESS_VIEW),
            margins=has_permission(user, Permission.MARGIN_VIEW),
        )

    @property
    def value(self) -> bool:
        """Whether amounts of the metric itself may be shown."""
        return self.margins or (self.sales and self.basis is Metric.NET_REVENUE)

    @property
    def metric(self) -> str:
        return str(METRICS[self.basis])

    @property
    def metric_head(self) -> str:
        return str(METRIC_HEADS[self.basis])

    @property
    def amount_word(self) -> str:
        return str(METRICS[self.basis if self.value else Metric.NET_REVENUE])

    @property
    def amount_head(self) -> str:
        """What the amounts shown to this reader are."""
        return str(METRIC_HEADS[self.basis if self.value else Metric.NET_REVENUE])


def amount(minor: int) -> str:
    return money(from_minor(minor))


def points(value: float) -> str:
    """A score: whole where it is, else with two decimals."""
    return number(value, 0 if float(value).is_integer() else 2)


Facts = dict[str, Any]
Sentence = Callable[[Facts, Facts, Finding, Reader], str | list[str]]
