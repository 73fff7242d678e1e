"""A plan as it was before somebody changed it while it was active."""

from django.db import models

from plans.models.plan import Plan
from staff.models import User


class PlanRevision(models.Model):
    """`document` is the whole plan as JSON (`plans.document`). Never changed.

    What one person changes on one day is one revision.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    ended_on = models.DateField()
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("plan", "number", name="plan_revision_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"
