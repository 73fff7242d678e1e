"""A goal of a plan: from where to where, by when, and how much it counts (domain §7.3)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class Measure(models.TextChoices):
    """What a goal counts; all but OTHER are read from the records where they are known."""

    REVENUE = "revenue", _("Net revenue of 12 months")
    PROFIT = "profit", _("Gross profit of 12 months")
    WALLET = "wallet", _("Share of wallet (%)")
    STAGE = "stage", _("Relationship stage (0 to 5)")
    SATISFACTION = "satisfaction", _("Satisfaction (1 to 5)")
    PROJECTS = "projects", _("Strategic projects")
    PAYMENT = "payment", _("Days overdue")
    OTHER = "other", _("Something else")


# From where to where a goal may lie; None is without an end.
LIMITS: dict[str, tuple[int, int | None]] = {
    Measure.REVENUE: (0, None),
    Measure.WALLET: (0, 100),
    Measure.STAGE: (0, 5),
    Measure.SATISFACTION: (1, 5),
    Measure.PROJECTS: (0, None),
    Measure.PAYMENT: (0, None),
}
LESS_IS_BETTER = (Measure.PAYMENT,)
MONEY = (Measure.REVENUE, Measure.PROFIT)


class PlanGoal(models.Model):
    """`actual` is what somebody noted where the records do not say it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    measure = models.CharField(_("what is measured"), max_length=12, choices=Measure)
    words = models.CharField(_("in words"), max_length=200, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    due_on = models.DateField(_("until"))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    actual = models.DecimalField(
        _("where it stands"), max_digits=16, decimal_places=2, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(target=F("baseline")), name="goal_is_a_change"),
        ]

    def __str__(self) -> str:
        return self.words or str(self.get_measure_display())

    @property
    def is_money(self) -> bool:
        return self.measure in MONEY
