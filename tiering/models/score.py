"""What a run found, one row per ranked account, in a partition per run."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

from accounts.models import Account
from tiering.models.run import CurrentRun, Run

if TYPE_CHECKING:
    from staff.models import User


class ScoreQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(account__in=Account.objects.in_book_of(user))

    def with_assessed(self) -> Self:
        """Scores with `criteria`, `alignment`, `strength` of the assessment, None without one."""
        assessment = apps.get_model("tiering", "Assessment")
        own = assessment.objects.filter(
            run=models.OuterRef("run"), account=models.OuterRef("account")
        )
        names = ("criteria", "alignment", "strength")
        return self.annotate(**{name: models.Subquery(own.values(name)) for name in names})

    def current(self) -> Self:
        """Rows of the run in view."""
        return self.filter(run_id=models.Subquery(CurrentRun.objects.values("run_id")))


class Score(models.Model):
    """Measures and classes of one account in one run (immutable; written by COPY).

    Money in minor units. `position` is a unique order by value, so a page of any list is a range
    of it; `rank` is the competition rank of domain §3.3 (0 when left out of the ranking).
    `cumulative` is the positive value of all accounts before this one. `retention` is in hundredths
    of a percent, `rfm` three digits.
    """

    pk = models.CompositePrimaryKey("run_id", "account_id")
    run = models.ForeignKey(Run, models.DO_NOTHING, related_name="scores")
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="scores")
    net_revenue = models.BigIntegerField()
    revenue_with_cost = models.BigIntegerField()
    cost_of_goods = models.BigIntegerField()
    cost_to_serve = models.BigIntegerField()
    value = models.BigIntegerField()
    clv = models.BigIntegerField()
    cumulative = models.BigIntegerField()
    median_interval = models.FloatField()
    position = models.IntegerField()
    rank = models.IntegerField()
    occasions = models.IntegerField()
    window_occasions = models.IntegerField()
    days_since_last = models.IntegerField()
    tenure_months = models.IntegerField()
    history_months = models.IntegerField()
    referred_buyers = models.IntegerField()
    referred_big = models.IntegerField()
    credit_score = models.SmallIntegerField()
    strategic_value = models.SmallIntegerField()
    profile_pct = models.SmallIntegerField()
    estimated = models.SmallIntegerField()
    pyramid = models.SmallIntegerField()
    subtype = models.SmallIntegerField()
    pareto = models.SmallIntegerField()
    abc = models.SmallIntegerField()
    pattern = models.SmallIntegerField()
    loyalty = models.SmallIntegerField()
    provisional = models.SmallIntegerField()
    clv_known = models.SmallIntegerField()
    retention = models.SmallIntegerField()
    rfm = models.SmallIntegerField()
    segment = models.SmallIntegerField()
    recognition = models.SmallIntegerField()
    key_class = models.SmallIntegerField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "tiering_score"

    def __str__(self) -> str:
        return f"{self.run_id}:{self.account_id}"
