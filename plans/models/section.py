"""What is written in a plan, part by part (domain §7.3)."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.wallet import Confidence
from plans.models.plan import Plan
from staff.models import User

STALE_AFTER = timedelta(days=180)


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


# They rest on sources, and grow stale (domain §7.7).
ANALYSES = (SectionKind.CUSTOMER, SectionKind.COMPETITOR, SectionKind.MARKET, SectionKind.OWN)


class PlanSection(models.Model):
    """The text of one part and who wrote it last; sources and confidence are of analyses."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind)
    text = models.TextField(_("text"))
    sources = models.CharField(_("sources"), max_length=300, blank=True)
    confidence = models.CharField(_("confidence"), max_length=4, choices=Confidence, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "kind", name="plan_section_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"

    @property
    def review_on(self) -> date | None:
        """When an analysis has to be read again."""
        return self.on + STALE_AFTER if self.on and self.kind in ANALYSES else None

    def is_stale(self, today: date) -> bool:
        return self.review_on is not None and self.review_on < today
