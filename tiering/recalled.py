"""What is noted with a run whose scores were worked out again, and how the page says it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.lib.numbers import number
from tiering.models import Run
from tiering.models.run import RECALLED, RunCause

GIVEN_UP_AFTER = timedelta(minutes=15)  # then whoever worked on it is gone


class Outcome(StrEnum):
    WAITING = "waiting"
    FAILED = "failed"
    SAME = "same"
    DIFFERS = "differs"
    MADE = "made"  # there was no result to compare with


@dataclass(frozen=True, slots=True)
class Recalled:
    """How far it is, since when; of a different result where it parts from that of the night."""

    outcome: Outcome
    at: datetime
    same_input: bool = False
    population: int = 0
    before: int = 0
    context: dict[str, Any] | None = None

    @classmethod
    def of(cls, run: Run) -> "Recalled | None":
        """None for a run that nobody had worked out again."""
        noted = run.counts.get(RECALLED)
        if noted is None:
            return None
        more = (
            {name: noted[name] for name in ("same_input", "population", "context")}
            if (noted["outcome"] == Outcome.DIFFERS)
            else {}
        )
        before = run.counts.get("population", 0)
        return cls(
            Outcome(noted["outcome"]), datetime.fromisoformat(noted["at"]), before=before, **more
        )

    @property
    def is_under_way(self) -> bool:
        return self.outcome == Outcome.WAITING and self.at > timezone.now() - GIVEN_UP_AFTER

    @property
    def has_failed(self) -> bool:
        """Also one that nobody works on any more."""
        return self.outcome == Outcome.FAILED or (
            self.outcome == Outcome.WAITING and not self.is_under_way
        )

    @property
    def is_same(self) -> bool:
        return self.outcome == Outcome.SAME

    @property
    def is_made(self) -> bool:
        return self.outcome == Outcome.MADE

    @property
    def reason(self) -> str:
        """Why the result differs."""
        if self.same_input:
            return _("the facts are the same, but the program calculates otherwise since then")
        if self.population != self.before:
            text = ngettext(
                "%(n)s account ranks by it, %(before)s did then: groups and industries are those"
                " of today, and what was erased since is gone",
                "%(n)s accounts rank by it, %(before)s did then: groups and industries are those"
                " of today, and what was erased since is gone",
                self.population,
            )
            return text % {"n": number(self.population), "before": number(self.before)}
        return _("groups and industries are those of today, and what was erased since is gone")


def explained_by(run: Run) -> Run:
    """The run with the context its rows were computed in, in memory only."""
    recalled = Recalled.of(run)
    if run.scores_kept and recalled and recalled.context:
        run.context = recalled.context
    return run


def forgotten_run(runs: list[Run], as_of: date | None) -> Run | None:
    """The run of exactly this day, if no scores of the day are kept: that of a night before one
    made for the day."""
    if as_of is None or any(run.as_of == as_of for run in runs):
        return None
    asked = Q(is_side=False) | Q(cause=RunCause.DAY)
    found = Run.objects.forgotten().filter(asked, as_of=as_of).select_related("policy")
    return found.order_by("-is_side", "pk").last()
