"""What was judged of an account in a run, and what comes of it, in a partition per run."""

from django.db import models

from accounts.models import Account
from tiering.models.run import Run
from tiering.models.score import ScoreQuerySet


class Assessment(models.Model):
    """One row per ranked account of which anything is judged (immutable; written by COPY).

    The facts are those of the engine's `Judged`; scores are in hundredths, -1 unknown.
    """

    pk = models.CompositePrimaryKey("run_id", "account_id")
    run = models.ForeignKey(Run, models.DO_NOTHING, related_name="assessments")
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="assessments")
    image_influence = models.SmallIntegerField()
    tech_absorption = models.SmallIntegerField()
    market_strength = models.SmallIntegerField()
    idea_alignment = models.SmallIntegerField()
    policy_acceptance = models.SmallIntegerField()
    management_ability = models.SmallIntegerField()
    network_breadth = models.SmallIntegerField()
    peer_standing = models.SmallIntegerField()
    peer_influence = models.SmallIntegerField()
    market_growth = models.SmallIntegerField()
    cooperation = models.SmallIntegerField()
    cultural_fit = models.SmallIntegerField()
    operating_condition = models.SmallIntegerField()
    operating = models.SmallIntegerField()
    economic = models.SmallIntegerField()
    interaction = models.SmallIntegerField()
    service_zone = models.SmallIntegerField()
    idea_before = models.SmallIntegerField()
    acceptance_before = models.SmallIntegerField()
    retention_stated = models.SmallIntegerField()
    performance = models.IntegerField()
    items_checked = models.IntegerField()
    items_carried_out = models.IntegerField()
    checked_before = models.IntegerField()
    carried_out_before = models.IntegerField()
    invoices_due = models.IntegerField()
    paid_on_time = models.IntegerField()
    breaches = models.IntegerField()
    contract_months = models.IntegerField()
    strategic_project = models.BigIntegerField()
    wallet = models.BigIntegerField()
    development_cost = models.BigIntegerField()
    first_profit = models.BigIntegerField()
    first_profit_known = models.SmallIntegerField()
    potential = models.SmallIntegerField()
    wallet_share = models.SmallIntegerField()
    quality = models.SmallIntegerField()
    alignment = models.SmallIntegerField()
    strength = models.SmallIntegerField()
    criteria = models.SmallIntegerField()
    watch = models.SmallIntegerField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "tiering_assessment"

    def __str__(self) -> str:
        return f"{self.run_id}:{self.account_id}"
