"""Where a project stood on which day (domain §8.2, §3.5 aspect 4)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.fact import Fact, FactQuerySet
from accounts.models.project import Project


class Stage(models.TextChoices):
    """In the order of a board. Delivery and after-sales follow a win and remain won."""

    LEAD = "lead", pgettext_lazy("stage", "Lead")
    RELATION = "relation", pgettext_lazy("stage", "Building the relation")
    PROPOSAL = "proposal", pgettext_lazy("stage", "Proposal or tender")
    CONTRACT = "contract", pgettext_lazy("stage", "Contract")
    WON = "won", pgettext_lazy("stage", "Won")
    DELIVERY = "delivery", pgettext_lazy("stage", "Delivery and implementation")
    AFTER_SALES = "after_sales", pgettext_lazy("stage", "After-sales")
    LOST = "lost", pgettext_lazy("stage", "Lost")


OPEN = (Stage.LEAD, Stage.RELATION, Stage.PROPOSAL, Stage.CONTRACT)
WON = (Stage.WON, Stage.DELIVERY, Stage.AFTER_SALES)
DECIDED = (Stage.WON, Stage.LOST)  # the moment of decision needs a reason


class Outcome(NamedTuple):
    """How the projects in view stand, in numbers and in base currency."""

    open: int
    won: int
    lost: int
    open_value: Decimal
    won_value: Decimal

    @property
    def win_rate(self) -> Decimal | None:
        """Won of all that were decided; None while none is."""
        decided = self.won + self.lost
        return Decimal(self.won) / decided if decided else None


class ProjectStateQuerySet(FactQuerySet):
    def newest_states(self) -> Self:
        """Where each project stands: its newest current state."""
        return self.current().newest("project")

    def strategic(self, least: Decimal) -> Self:
        """Open or won, flagged strategic, worth `least` or more (domain §3.5)."""
        return self.filter(is_strategic=True, value_base__gte=least).exclude(stage=Stage.LOST)

    def outcome(self) -> Outcome:
        """Of the states in view, one per project."""
        is_open, is_won = Q(stage__in=OPEN), Q(stage__in=WON)
        sums = self.order_by().aggregate(
            open=Count("pk", filter=is_open),
            won=Count("pk", filter=is_won),
            lost=Count("pk", filter=Q(stage=Stage.LOST)),
            open_value=Sum("value_base", filter=is_open, default=Decimal(0)),
            won_value=Sum("value_base", filter=is_won, default=Decimal(0)),
        )
        return Outcome(**sums)

    def for_list(self) -> Self:
        rows = super().for_list()
        return rows.select_related("project", "project__owner", "account", "by", "removed_by")


class ProjectState(Fact):
    """Stage and value of a project from `date` on. A project without a current state is gone."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="states", verbose_name=_("project")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.LEAD)
    value_base = models.DecimalField(
        _("value in base currency"),
        max_digits=18,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    is_strategic = models.BooleanField(_("of strategic importance"), default=False)
    reason = models.TextField(
        _("why it was won or lost"), blank=True, help_text=_("Needed when it is won or lost.")
    )

    objects = ProjectStateQuerySet.as_manager()

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = _("state of a project")
        verbose_name_plural = _("states of projects")

    def __str__(self) -> str:
        return self.project.name

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_won(self) -> bool:
        return self.stage in WON

    def clean(self) -> None:
        if self.stage in DECIDED and not self.reason.strip():
            raise ValidationError({"reason": _("Say why it was won or lost.")})
        opened: date | None = self.project.opened_on if self.project_id else None
        if opened and self.date and self.date < opened:
            raise ValidationError({"date": _("Not before the day the project was opened.")})
