"""What is written in a plan, part by part (domain §7.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models.plan import Plan


class SectionKind(models.TextChoices):
    """The parts that are text; goals, actions, resources, risks and reviews have rows of their own,
    the position is read from the account."""

    NEED = "need", _("What the customer needs")
    ENTRY = "entry", _("Way in: who introduces us")
    STRATEGY = "strategy", _("Link to our strategy")
    FOCUS = "focus", _("Focus of attack")
    SUMMARY = "summary", pgettext_lazy("plan", "Summary")
    PROFILE = "profile", _("Account profile")
    CUSTOMER = "customer", _("Analysis: the customer")
    COMPETITOR = "competitor", _("Analysis: competitors")
    MARKET = "market", _("Analysis: the market")
    OWN = "own", _("Analysis: our own performance")


class PlanSection(models.Model):
    """The text of one part; who wrote which is in the revisions."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("plan", "kind", name="plan_section_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"
