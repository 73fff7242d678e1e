"""A condition that was missing when the plan was made."""

from django.db import models

from plans.models.plan import Plan


class PlanGap(models.Model):
    """`need` names the condition (`tiering.engine.Need`, or an axis of the relation).

    How far it is by now is never stored: it is read from the run in view.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gaps")
    need = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "need", name="plan_gap_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.need}"
