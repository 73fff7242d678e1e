"""The 25 squares: which stage each has, and how levels are read (domain §4.2, §4.3)."""

from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kam.lib.relations import Stage
from relationships import labels


class Preset(models.TextChoices):
    """Whose cells they are; the names of the levels follow the ladder of the preset."""

    GATE3 = "GATE3", _("Gate at level 3")
    LADDER5 = "LADDER5", _("Ladder of five")


@pghistory.track(pghistory.UpdateEvent())
class GridRules(models.Model):
    """How the grid is read. One row, made by a migration; the cells may differ from the preset."""

    preset = models.CharField(
        _("preset"), max_length=8, choices=Preset, default=Preset.GATE3, db_default=Preset.GATE3
    )
    # Share of the influence that must stand at a level for the account to have it (§4.5).
    personal_coverage = models.DecimalField(
        _("share of influence"),
        max_digits=3,
        decimal_places=2,
        default="0.60",
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(1))],
    )
    stale_days = models.PositiveSmallIntegerField(
        _("stale after (days)"), default=180, validators=[MinValueValidator(1)]
    )
    imbalance_warn = models.PositiveSmallIntegerField(
        _("warn from a difference of"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    evidence_needed = models.PositiveSmallIntegerField(
        _("evidence items to raise a level"), default=2, validators=[MaxValueValidator(5)]
    )

    class Meta:
        verbose_name = _("rules of the 25 squares")
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_grid_rules")]

    def __str__(self) -> str:
        return self.preset

    @classmethod
    def current(cls) -> "GridRules":
        return cls.objects.get(pk=1)


class StageCellQuerySet(models.QuerySet["StageCell"]):
    def stages(self) -> dict[tuple[int, int], int]:
        """Stage by personal and company level; one query, 25 rows."""
        rows = self.order_by("pk").values_list("personal", "company", "stage")
        return {(personal, company): stage for personal, company, stage in rows}


@pghistory.track(pghistory.UpdateEvent())
class StageCell(models.Model):
    """One square. A changed one counts from the next assessment on; history stays (US-15)."""

    personal = models.PositiveSmallIntegerField(_("personal level"))
    company = models.PositiveSmallIntegerField(_("company level"))
    stage = models.PositiveSmallIntegerField(
        _("stage"), choices=[(stage.value, labels.STAGE[stage]) for stage in Stage]
    )

    objects = StageCellQuerySet.as_manager()

    class Meta:
        verbose_name = _("square")
        verbose_name_plural = _("squares")
        constraints = [
            models.UniqueConstraint(fields=["personal", "company"], name="square_once"),
            models.CheckConstraint(
                condition=Q(personal__range=(1, 5), company__range=(1, 5), stage__range=(0, 5)),
                name="square_within_the_grid",
            ),
        ]

    def __str__(self) -> str:
        return f"({self.personal}, {self.company}): {self.stage}"
