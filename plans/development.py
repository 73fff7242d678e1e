"""How far a development plan is: what was sold since it began (domain §7.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Sum

from accounts.models import LedgerEntry
from plans.models import Plan


@dataclass(frozen=True)
class Sold:
    """Net sales to the account since the plan began, in base currency, and the first day of one."""

    amount: Decimal
    first_on: date | None

    def wins(self, plan: Plan) -> bool:
        """Whether the expected first order is there; any order where none is named."""
        return self.first_on is not None and self.amount >= (plan.first_order or Decimal("0.01"))


def sold(plan: Plan) -> Sold:
    found = LedgerEntry.objects.current().filter(
        account__top=plan.account.top_id, date__gte=plan.starts_on
    )
    sums = found.order_by().aggregate(amount=Sum("amount_base"), first=Min("date"))
    return Sold(sums["amount"] or Decimal(0), sums["first"])


def is_won(plan: Plan) -> bool:
    return plan.is_development and sold(plan).wins(plan)
