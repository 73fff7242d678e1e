"""A step of a plan that shows it moves (domain §7.1)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.template import TwoNames


class PlanMilestone(TwoNames):
    """Done with a day and its evidence, or neither."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="milestones")
    place = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("reached on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, evidence="") | Q(done_on__isnull=False) & ~Q(evidence=""),
                name="milestone_has_evidence",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def slippage(self, today: date) -> int:
        """Days late: at the end, or so far; 0 in time."""
        return max(0, ((self.done_on or today) - self.due_on).days)
