"""Proposals with the facts a manager decides by."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kam.lib.classes import KeyAccountClass
from relationships.models import CoverageStandard
from tiering.engine import Policy
from tiering.engine.population import UNKNOWN
from tiering.models import Assessment, CurrentRun, PolicyVersion, Proposal, Score


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal and what speaks for it."""

    proposal: Proposal
    score: Score | None
    cut: int | None  # last rank of the better of the two classes
    days_before: int | None  # between visits, by the coverage standard
    days_after: int | None
    last_day: date
    key: "Key | None" = None

    @property
    def still_holds(self) -> bool:
        """Whether today's computed class still speaks for it."""
        if self.score is None:
            return not self.is_up
        now, old = _place(self.computed), _place(self.proposal.old)
        return now < old if self.is_up else now > old

    @property
    def computed(self) -> int:
        """Today's computed class in the system of the proposal; 0 without a score."""
        return getattr(self.score, self.proposal.system, 0)

    @property
    def is_up(self) -> bool:
        return _place(self.proposal.new) < _place(self.proposal.old)


@dataclass(frozen=True, slots=True)
class Key:
    """What decides between core, important and none (domain §3.6), in points of 100 with the line
    of the policy, and the share of resources before and after."""

    alignment: float | None
    alignment_line: float
    strength: float | None
    strength_line: float
    factor_before: float
    factor_after: float


def _place(code: int) -> int:
    """Classes from the best on; 0, no class, comes after all of them."""
    return code or 99


def rows_of(found: list[Proposal]) -> list[Row]:
    """Four queries, however many proposals."""
    current = CurrentRun.get()
    scores: dict[int, Score] = {}
    judged: dict[int, Assessment] = {}
    if current is not None:
        ids = [proposal.account_id for proposal in found]
        rows = Score.objects.filter(run=current, account__in=ids).order_by("position")
        scores = {score.account_id: score for score in rows}
        known = Assessment.objects.filter(run=current, account__in=ids).order_by("account")
        judged = {row.account_id: row for row in known.only("alignment", "strength")}
    efforts = CoverageStandard.objects.efforts()
    days = {tier: effort.visit_days for tier, effort in efforts.items()}
    cuts: list[int] = (current.context.get("cut_ranks") or []) if current else []
    policy = PolicyVersion.objects.published().policy
    return [
        Row(
            proposal,
            scores.get(proposal.account_id),
            *_standards(proposal, cuts, days),
            proposal.last_day(policy),
            _key(proposal, judged.get(proposal.account_id), policy),
        )
        for proposal in found
    ]


def _key(proposal: Proposal, judged: Assessment | None, policy: Policy) -> Key | None:
    if proposal.system != "key_class":
        return None
    rules, shares = policy.classes, policy.classes.resource_factor
    factors = {KeyAccountClass.CORE: shares.CORE, KeyAccountClass.IMPORTANT: shares.IMPORTANT}
    before, after = (
        float(factors.get(KeyAccountClass(code), shares.OTHER)) if code else float(shares.OTHER)
        for code in (proposal.old, proposal.new)
    )
    return Key(
        alignment=_points(judged.alignment if judged else UNKNOWN),
        alignment_line=float(rules.al_core),
        strength=_points(judged.strength if judged else UNKNOWN),
        strength_line=float(rules.st_min),
        factor_before=before,
        factor_after=after,
    )


def _points(hundredths: int) -> float | None:
    return None if hundredths == UNKNOWN else hundredths / 100


def _standards(
    proposal: Proposal, cuts: list[int], days: dict[int, int]
) -> tuple[int | None, Any, Any]:
    """The rank at stake and the visit rhythm before and after; only the pyramid has them."""
    if proposal.system != "pyramid":
        return None, None, None
    better = min(proposal.old, proposal.new)
    cut = cuts[better - 1] if 0 < better <= len(cuts) else None
    return cut, days.get(proposal.old), days.get(proposal.new)
