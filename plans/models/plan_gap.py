"""A criterion of the target of a plan, from its first day to its last."""

from django.db import models

from plans.models.plan import Plan


class PlanGap(models.Model):
    """`need` names the condition (`tiering.engine.Need`, or an axis of the relation).

    Where it stood when the plan was made, and once the plan is over where it ended; between them it
    is read from the run in view. Numbers as `plans.gaps.Gap` has them.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gaps")
    need = models.CharField(max_length=20)
    was_open = models.BooleanField(default=True)
    start = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    end = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    needed = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    held = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "need", name="plan_gap_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.need}"
