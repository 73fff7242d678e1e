"""How far a development plan is: what was sold since it began (domain §7.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, Sum

from accounts.models import LedgerEntry
from plans.models import Plan


@dataclass(frozen=True)
class Sold:
    """Net sales to the account that the plan can claim, in base currency, and the first day."""

    amount: Decimal
    first_on: date | None

    def wins(self, plan: Plan) -> bool:
        """Whether the expected first order is there; any order where none is named."""
        return self.first_on is not None and self.amount >= (plan.first_order or Decimal("0.01"))


def sold(plan: Plan) -> Sold:
    """Since it began and was submitted (`Plan.counts_from`); a closed one to its last day."""
    if plan.counts_from is None:
        return Sold(Decimal(0), None)
    found = LedgerEntry.objects.current().filter(
        account__top=plan.account.top_id,
        date__gte=plan.counts_from,
        date__lte=plan.closed_on or date.max,
    )
    first = Min("date", filter=Q(amount_base__gt=0))
    sums = found.order_by().aggregate(amount=Sum("amount_base", default=Decimal(0)), first=first)
    return Sold(sums["amount"], sums["first"])


def is_won(plan: Plan) -> bool:
    return plan.is_development and sold(plan).wins(plan)
