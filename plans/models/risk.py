"""What may go wrong, and what is done against it (domain §7.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class PlanRisk(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="risks")
    risk = models.CharField(_("risk"), max_length=300)
    counter = models.CharField(_("counter-measure"), max_length=300)

    def __str__(self) -> str:
        return self.risk
