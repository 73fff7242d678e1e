"""Why a weighted score is another than in an earlier run (design §5): four causes that add up.

The facts of the earlier day as known now, then what the account did since, then what people judged
since, then the policy: each step is scored by the engine, so that the parts add up exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from tiering.engine import Context, Explanation, Population, explain
from tiering.engine.explanation import Breakdown
from tiering.engine.judged import RATED
from tiering.evidence import facts_of, place_of
from tiering.models import Run, Score
from tiering.reader import Reader
from tiering.scored import TITLES, said_of
from tiering.services.corrected import corrected

# What people judge; the rest is what the account does.
JUDGEMENTS = (*RATED, "idea_before", "acceptance_before", "retention_stated", "wallet")


class Cause(StrEnum):
    CORRECTION = "correction"
    BEHAVIOUR = "behaviour"
    DECISION = "decision"
    POLICY = "policy"


CAUSES: dict[Cause, Promise] = {
    Cause.CORRECTION: gettext_lazy("Corrections"),
    Cause.BEHAVIOUR: gettext_lazy("What the customer did"),
    Cause.DECISION: gettext_lazy("What people judged"),
    Cause.POLICY: gettext_lazy("Policy"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One cause: points it adds, in hundredths, what of it is told, and a bar of 100 wide."""

    label: Promise
    points: int
    told: list[str]
    start: float
    width: float

    @property
    def change(self) -> float:
        return self.points / 100


@dataclass(frozen=True, slots=True)
class Change:
    """A score in two runs; `steps` add up to the difference. `base` is where the bars begin."""

    code: str
    title: Promise
    before: int
    after: int
    steps: list[Step]
    base: float

    @property
    def points(self) -> float:
        return (self.after - self.before) / 100

    @property
    def was(self) -> float:
        return self.before / 100

    @property
    def now(self) -> float:
        return self.after / 100


def changes(account: Account, earlier: Run, later: Run, reader: Reader) -> list[Change]:
    """Of every weighted score known in both runs; empty if the account was not ranked in one."""
    runs = (earlier, later)
    scores = [Score.objects.filter(run=run, account=account).first() for run in runs]
    if scores[0] is None or scores[1] is None:
        return []
    path = _path(scores[0], scores[1], earlier, later)
    found = (_change(code, path, (earlier, later), reader) for code in TITLES)
    return [change for change in found if change is not None]


def _path(before: Score, after: Score, earlier: Run, later: Run) -> list[Explanation]:
    """The account explained five times: as it was, then cause by cause as it is."""
    contexts = [Context.model_validate(run.context) for run in (earlier, later)]
    policies = [run.policy.policy for run in (earlier, later)]
    old, new = facts_of(before, contexts[0]), facts_of(after, contexts[1])
    known = corrected(old, earlier, later)
    places = [place_of(before), place_of(after)]
    return [
        explain(old, places[0], contexts[0], policies[0]),
        explain(known, places[0], contexts[0], policies[0]),
        explain(_judged_as(known, new), places[1], contexts[1], policies[0]),
        explain(new, places[1], contexts[1], policies[0]),
        explain(new, places[1], contexts[1], policies[1]),
    ]


def _judged_as(known: Population, new: Population) -> Population:
    """What the account did by now, with the judgements of then."""
    judged = {name: getattr(known.judged, name) for name in JUDGEMENTS}
    return replace(
        new,
        strategic_value=known.strategic_value,
        credit_score=known.credit_score,
        judged=replace(new.judged, **judged),
    )


def _change(
    code: str, path: Sequence[Explanation], runs: tuple[Run, Run], reader: Reader
) -> Change | None:
    broken: list[Breakdown] = [getattr(found, code) for found in path]
    first, last = broken[0].score, broken[-1].score
    if first is None or last is None:
        return None
    # A step after which too little would be known adds nothing; the next one takes it along.
    at, levels = first, [first]
    for each in broken[1:]:
        at = at if each.score is None else each.score
        levels.append(at)
    low, high = min(levels), max(levels)
    base = max(low - (high - low), 0) if high > low else 0
    scale = 100 / ((high - base) or 1)
    steps = [
        Step(
            label=CAUSES[cause],
            points=levels[n + 1] - levels[n],
            told=_told(cause, broken[n], broken[n + 1], runs, reader),
            start=round(scale * (min(levels[n], levels[n + 1]) - base), 2),
            width=round(scale * abs(levels[n + 1] - levels[n]), 2),
        )
        for n, cause in enumerate(Cause)
    ]
    return Change(code, TITLES[code][0], first, last, steps, base / 100)


def _told(
    cause: Cause, before: Breakdown, after: Breakdown, runs: tuple[Run, Run], reader: Reader
) -> list[str]:
    """The facts that differ, from what to what; of a policy its versions."""
    if cause is Cause.POLICY:
        versions = tuple(run.policy.number for run in runs)
        return [] if versions[0] == versions[1] else [_("v%s → v%s") % versions]
    pairs = zip(before.parts, after.parts, strict=True)
    differing: list[Any] = [(was, now) for was, now in pairs if was.fact != now.fact]
    told = []
    for was, now in differing:
        name, old = said_of(was, reader)
        _name, new = said_of(now, reader)
        if old or new:
            unknown = _("not known")
            said = {"name": name, "old": old or unknown, "new": new or unknown}
            told.append(_("%(name)s: %(old)s → %(new)s") % said)
        else:
            told.append(str(name))
    return told
