"""A point of the coaching checklist of a development plan (domain §7.1); it is not scored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.template import TwoNames


class PlanCheck(TwoNames):
    """`answer` is None until somebody says yes or no."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="checks")
    place = models.PositiveSmallIntegerField()
    answer = models.BooleanField(_("answer"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
