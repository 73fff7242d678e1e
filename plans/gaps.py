"""The gap table of a plan: what its target asks for, read from the run in view (domain §7.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam.lib.classes import AbcType, KeyAccountClass
from kam.lib.relations import Stage
from plans.models import CULTIVATION, Plan, Purpose
from relationships import ladders, stages
from relationships.labels import STAGE
from relationships.models import GridRules, Relation, StageCell
from staff.models import User
from tiering import needs
from tiering.engine import System
from tiering.evidence import explained
from tiering.models import CurrentRun, Proposal

NAMES: dict[str, Promise] = {
    "occasions": _("Purchases"),
    "referred_buyers": _("Referred buyers"),
    "big_referrals": _("Large referred buyers"),
    "repeat_pattern": _("Transaction pattern"),
    "tenure": _("Time without a long break"),
    "value": _("Value"),
    "credit": _("Credit score"),
    "share_before": _("Place in the Pareto curve"),
    "pareto_class": _("Pareto class"),
    "strategic_value": _("Strategic value"),
    "clv": _("Lifetime value"),
    "recency": _("Last purchase"),
    "purchase_days": _("Purchase days"),
    "amount": _("Amount"),
    "known_aspects": _("Aspects known"),
    "quality": _("Aspects met"),
    "business_aspect": _("Business aspects"),
    "recognition": _("Key account"),
    "alignment": _("Alignment"),
    "strength": _("Strength"),
    "idea": _("Agreement of ideas"),
    "execution": _("Policy execution"),
    "personal": _("Personal relation"),
    "company": _("Company relation"),
}
SYSTEM_OF = {
    Purpose.TO_CORE: "key_class",
    Purpose.TO_PLATINUM: "abc",
    Purpose.UP_TIER: "pyramid",
    Purpose.RETAIN: "pyramid",
}


@dataclass(frozen=True)
class Gap:
    """A condition as it stands now; `reached` in percent, 100 once it holds, None if unknown."""

    need: str
    words: str
    reached: int | None

    @property
    def name(self) -> Any:
        return NAMES[self.need]

    @property
    def is_closed(self) -> bool:
        return self.reached == 100 and not self.words


def target_of(account: Account, purpose: str, user: User) -> int:
    """The class the purpose leads to; 0 where the account is there already or has no way."""
    rating = account.rating
    if purpose not in CULTIVATION:
        return 0
    if purpose == Purpose.STAGE_UP:
        higher = _ways(account)
        return min(higher, default=0)
    if rating is None:
        return 0
    if purpose == Purpose.TO_CORE:
        ahead = rating.key_class == KeyAccountClass.IMPORTANT
        return KeyAccountClass.CORE if ahead else 0
    if purpose == Purpose.TO_PLATINUM:
        return AbcType.PLATINUM if rating.abc in (AbcType.PLUM, AbcType.RIB) else 0
    if purpose == Purpose.RETAIN:
        return rating.pyramid
    return _next_tier(account, rating.pyramid, user)


def _next_tier(account: Account, now: int, user: User) -> int:
    """The nearest tier above that anybody can be in: small books leave some empty."""
    run = CurrentRun.get()
    found = explained(account=account, run=run, user=user) if run else None
    if found is None:
        return 0
    finding = found[0].pyramid  # the computed class may be ahead of the one in effect
    tiers = {finding.code, *(gap.to for gap in finding.gaps)} - {0}
    return max((tier for tier in tiers if tier < now), default=0)


def is_reached(plan: Plan, today: date) -> bool:
    """Whether the class in effect, or the stage, is that of the target or better; an account that
    is to stay where it is has to be there when the time is over."""
    if plan.purpose not in CULTIVATION or (plan.purpose == Purpose.RETAIN and today < plan.ends_on):
        return False
    if plan.purpose == Purpose.STAGE_UP:
        relation = Relation.objects.filter(account=plan.account_id).first()
        return relation is not None and relation.stage >= plan.target
    rating = plan.account.rating
    now = getattr(rating, SYSTEM_OF[Purpose(plan.purpose)], 0) if rating else 0
    return 0 < now <= plan.target


def was_proposed(plan: Plan) -> bool:
    """Whether two reviews found the target reached, so that a manager was or is asked (§3.10)."""
    system = SYSTEM_OF.get(Purpose(plan.purpose))
    asked = Proposal.objects.filter(account=plan.account_id, system=system)
    return asked.filter(new__lte=plan.target, raised_on__gte=plan.starts_on).exists()


def missing(account: Account, purpose: str, target: int, user: User) -> list[Gap]:
    """What is missing today, in the words of the reader's rights; empty if nothing is."""
    if purpose == Purpose.STAGE_UP:
        return _to_stage(account, target)
    if purpose not in SYSTEM_OF:
        return []
    run = CurrentRun.get()
    found = explained(account=account, run=run, user=user) if run else None
    if found is None:
        return []
    explanation, reader = found
    finding = getattr(explanation, SYSTEM_OF[Purpose(purpose)])
    rows = needs.conditions(finding, target, reader)
    return [Gap(row.need, row.words, row.reached) for row in rows]


def table(plan: Plan, user: User) -> list[Gap]:
    """The conditions it began with, closed or not, and what is missing since."""
    now = {gap.need: gap for gap in missing(plan.account, plan.purpose, plan.target, user)}
    kept = [row.need for row in plan.gaps.order_by("pk")]
    return [*_kept(kept, now), *(gap for need, gap in now.items() if need not in kept)]


def _kept(kept: Iterable[str], now: dict[str, Gap]) -> list[Gap]:
    return [now.get(need, Gap(need, "", 100)) for need in kept]


def _ways(account: Account) -> dict[int, tuple[int, int]]:
    """Stages above the present one that a next square has, each with the nearest such square."""
    relation = Relation.objects.filter(account=account).first()
    cells = StageCell.objects.stages()
    at = (relation.personal, relation.company) if relation else (0, 0)
    found: dict[int, tuple[int, int]] = {}
    for square in stages.next_squares(*at, cells):
        found.setdefault(cells[square], square)
    return found


def _to_stage(account: Account, target: int) -> list[Gap]:
    """Levels of the two axes on the way to the nearest square of the stage or a better one."""
    relation = Relation.objects.filter(account=account).first()
    if relation is not None and relation.stage >= target:
        return []
    cells, preset = StageCell.objects.stages(), GridRules.current().preset
    now = (relation.personal, relation.company) if relation else (0, 0)
    fit = [square for square, stage in cells.items() if stage >= target]
    if not fit:
        return []
    square = min(fit, key=lambda at: (_steps(now, at), at))
    axes = zip((ladders.PERSONAL, ladders.COMPANY), now, square, strict=True)
    return [
        Gap(axis, str(_level(preset, axis, level)), round(100 * at / level))
        for axis, at, level in axes
        if at < level
    ]


def _level(preset: str, axis: str, level: int) -> Any:
    words = {"level": level, "name": ladders.level_name(preset, axis, level)}
    return _("level %(level)s: %(name)s") % words


def _steps(now: tuple[int, int], square: tuple[int, int]) -> int:
    return sum(max(level - at, 0) for at, level in zip(now, square, strict=True))


def target_name(plan: Plan) -> Any:
    """The class or stage the plan leads to; empty where it leads to none."""
    if plan.purpose not in CULTIVATION:
        return ""
    if plan.purpose == Purpose.STAGE_UP:
        return STAGE[Stage(plan.target)]
    system = SYSTEM_OF[Purpose(plan.purpose)]
    labels: Any = needs.LABELS[System(system)]
    return labels[plan.target]
