"""The ledger by account and month."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.account import Account


class MonthlyRollup(models.Model):
    """One account's month, recomputed by triggers whenever its ledger changes, never added to.

    Amounts in base currency. `sale_days` are the days with a positive sale; whether one was
    returned in full, and so is no occasion (domain §3.1, OCC), depends on the as-of date and is
    decided when measuring.
    """

    pk = models.CompositePrimaryKey("account_id", "month")
    # No index, the key begins with the account; no check, the ledger's rows have theirs.
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="months", db_index=False, db_constraint=False
    )
    month = models.DateField()
    net_revenue = models.DecimalField(max_digits=18, decimal_places=2)
    revenue_with_cost = models.DecimalField(max_digits=18, decimal_places=2)
    cost_of_goods = models.DecimalField(max_digits=18, decimal_places=2)
    sale_days = ArrayField(models.DateField())

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"
