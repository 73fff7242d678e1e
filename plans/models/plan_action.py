"""An action of a plan, hung on the gap it is to close."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from relationships.models import Action


class PlanAction(models.Model):
    """The action itself is one like any other: on Today, in the calendar, handed over, told of."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_actions")
    action = models.OneToOneField(Action, models.CASCADE, related_name="plan_action")
    need = models.CharField(max_length=20, blank=True)  # empty: of the plan as a whole
    # On the criterion `need`, in its unit (`plans.gaps.Gap`); set against what came about.
    expects = models.DecimalField(
        _("expected effect"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.action_id}"
