"""An account's relation as pages show it: the square, what it means and what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Subquery

from accounts.models import Account
from kam.lib.classes import Stage, Trend
from relationships import labels, ladders, stages
from relationships.models import GridRules, Relation


@dataclass(frozen=True)
class Place:
    """A square by its levels, with its names."""

    personal: int
    company: int
    stage: int
    preset: str

    @property
    def personal_name(self) -> Any:
        return ladders.level_name(self.preset, ladders.PERSONAL, self.personal)

    @property
    def company_name(self) -> Any:
        return ladders.level_name(self.preset, ladders.COMPANY, self.company)

    @property
    def stage_name(self) -> Any:
        return labels.STAGE[Stage(self.stage)]

    @property
    def zone(self) -> stages.Zone | None:
        return stages.zone_of(self.personal, self.company, self.stage)

    @property
    def zone_name(self) -> Any:
        return labels.ZONE[self.zone] if self.zone else None

    @property
    def name(self) -> Any:
        """The stage, or the zone where there is none."""
        return self.zone_name if self.zone else self.stage_name


@dataclass(frozen=True)
class Advice:
    """What to do about a one-sided or early relation; `warns` marks a risk."""

    title: Any
    text: Any
    warns: bool


@dataclass(frozen=True)
class Standing:
    """How the relation of an account stands on `today`."""

    relation: Relation
    place: Place
    today: date
    stale_days: int

    @property
    def is_stale(self) -> bool:
        return stages.is_stale(self.relation.assessed_on, self.today, self.stale_days)

    @property
    def trend_name(self) -> Any:
        return labels.TREND[Trend(self.relation.trend)]

    @property
    def trend_tone(self) -> str:
        return labels.TREND_TONE[Trend(self.relation.trend)]

    @property
    def trend_icon(self) -> str:
        return labels.TREND_ICON[Trend(self.relation.trend)]


def head_of(account: Account, today: date) -> Standing | None:
    """What the head card says; one query."""
    rules = GridRules.objects.filter(pk=1)
    found = (
        Relation.objects.filter(account=account)
        .annotate(
            preset=Subquery(rules.values("preset")), stale_days=Subquery(rules.values("stale_days"))
        )
        .first()
    )
    if found is None:
        return None
    place = Place(found.personal, found.company, found.stage, found.preset)
    return Standing(found, place, today, found.stale_days)
