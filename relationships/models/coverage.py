"""How often an account should be seen, and when it last was."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import labels
from accounts.models import Account
from kam.lib.classes import PyramidTier
from relationships.models.care_rules import HOURS, CareRules
from relationships.rules import Effort, Hours


class StandardQuerySet(models.QuerySet["CoverageStandard"]):
    def efforts(self) -> dict[int, Effort]:
        """The standard of each tier with the hours it takes; one query, four rows."""
        hours = [models.Subquery(CareRules.objects.values(name)[:1]) for name in HOURS]
        rows = self.order_by("tier").values_list(
            "tier", "visit_days", "remote", "executive_days", *hours
        )
        return {
            tier: Effort(tier, days, remote, executive, Hours(*map(float, taken)))
            for tier, days, remote, executive, *taken in rows
        }


@pghistory.track(pghistory.UpdateEvent())
class CoverageStandard(models.Model):
    """The visit rhythm of a pyramid tier (domain §6.11). Four rows, made by a migration.

    `remote` says how the rhythm is usually kept: it prefills the form and counts half an hour
    of work instead of three. A visit of either kind counts for coverage.
    """

    tier = models.PositiveSmallIntegerField(
        _("pyramid"), primary_key=True, choices=labels.choices(PyramidTier)
    )
    visit_days = models.PositiveSmallIntegerField(
        _("visit every (days)"), validators=[MinValueValidator(1)]
    )
    executive_days = models.PositiveSmallIntegerField(
        _("executive contact every (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    remote = models.BooleanField(_("usually by remote contact"), default=False)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("coverage standard")
        verbose_name_plural = _("coverage standards")
        ordering = ["tier"]

    def __str__(self) -> str:
        return f"{self.get_tier_display()}: {self.visit_days}"


class Coverage(models.Model):
    """The last visit that counts (completed, with a contact and a note), one row per account.

    `quarter_visits` are those that count in the quarter of the last one. Kept by
    `relationships.services` in the transaction of the visit; a rebuild gives the same.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="coverage"
    )
    last_visit = models.ForeignKey("relationships.Visit", models.CASCADE, related_name="+")
    last_visited_on = models.DateField()
    quarter_visits = models.PositiveSmallIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.account_id} {self.last_visited_on}"
