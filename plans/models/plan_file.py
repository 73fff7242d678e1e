"""A document of a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from relationships.models import AccountFile


class PlanFile(models.Model):
    """The document itself is one of the account: listed there, kept and downloaded like any."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_files")
    file = models.OneToOneField(AccountFile, models.CASCADE, related_name="plan_file")

    class Meta:
        verbose_name = _("document of a plan")
        verbose_name_plural = _("documents of plans")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.file_id}"
