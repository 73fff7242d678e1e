"""What the facts say of each ranked account, in integers."""

from django.db import models

from accounts.models import Account


class Measure(models.Model):
    """The working row of one top account: true for the date and windows of `MeasureState`.

    Money in minor units of the base currency and days as dates, so that results are exactly
    reproducible and only accounts whose facts or windows moved change from night to night.
    Recomputed for touched accounts, never added to (domain §3.1).
    """

    account = models.OneToOneField(
        Account, models.DO_NOTHING, primary_key=True, related_name="measure", db_constraint=False
    )
    net_revenue = models.BigIntegerField()
    revenue_with_cost = models.BigIntegerField()
    cost_of_goods = models.BigIntegerField()
    occasions = models.IntegerField()
    window_occasions = models.IntegerField(default=0)
    first_occasion = models.DateField(null=True)
    last_occasion = models.DateField(null=True)
    median_interval = models.FloatField(null=True)
    tenure_from = models.DateField(null=True)
    has_recent_sale = models.BooleanField()

    def __str__(self) -> str:
        return f"measure of {self.account_id}"


class MeasureState(models.Model):
    """The date and windows the working rows are true for; one row, absent before the first run."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    as_of = models.DateField()
    windows = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_measure_state")]

    def __str__(self) -> str:
        return f"{self.as_of}"
