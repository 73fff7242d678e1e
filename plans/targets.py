"""Where a cultivation plan leads: the class or stage it aims at, and whether it is reached."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Account
from kam.lib.classes import AbcType, KeyAccountClass
from kam.lib.relations import Stage
from plans.models import CULTIVATION, Plan, Purpose
from relationships import stages
from relationships.labels import STAGE
from relationships.models import Relation, StageCell
from staff.models import User
from tiering import needs
from tiering.engine import System
from tiering.engine.review.due import latest_review_day
from tiering.evidence import explained
from tiering.models import CurrentRun, Pin, PolicyVersion, Proposal

DAY = timedelta(days=1)
SYSTEM_OF = {
    Purpose.TO_CORE: "key_class",
    Purpose.TO_PLATINUM: "abc",
    Purpose.UP_TIER: "pyramid",
    Purpose.RETAIN: "pyramid",
}


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
    """Whether two reviews found the target: the class in effect is that or better and not pinned,
    or the stage was held at both; an account that is to stay where it is has to be there when the
    time is over."""
    if plan.purpose not in CULTIVATION or (plan.purpose == Purpose.RETAIN and today < plan.ends_on):
        return False
    if plan.purpose == Purpose.STAGE_UP:
        relation = Relation.objects.filter(account=plan.account_id).first()
        reached = relation is not None and relation.stage >= plan.target
        return reached and _held_at_two_reviews(relation, today)
    system = SYSTEM_OF[Purpose(plan.purpose)]
    if Pin.objects.active().filter(account=plan.account_id, system=system).exists():
        return False
    rating = plan.account.rating
    now = getattr(rating, system, 0) if rating else 0
    return 0 < now <= plan.target


def _held_at_two_reviews(relation: Relation | None, today: date) -> bool:
    day = PolicyVersion.objects.published().policy.hysteresis.review_day
    last = latest_review_day(today, day)
    return relation is not None and relation.since < latest_review_day(last - DAY, day)


def was_proposed(plan: Plan) -> bool:
    """Whether two reviews found the target reached, so that a manager was or is asked (§3.10)."""
    system = SYSTEM_OF.get(Purpose(plan.purpose))
    asked = Proposal.objects.filter(account=plan.account_id, system=system)
    return asked.filter(new__lte=plan.target, raised_on__gte=plan.starts_on).exists()


def _ways(account: Account) -> dict[int, tuple[int, int]]:
    """Stages above the present one that a next square has, each with the nearest such square."""
    relation = Relation.objects.filter(account=account).first()
    cells = StageCell.objects.stages()
    at = (relation.personal, relation.company) if relation else (0, 0)
    found: dict[int, tuple[int, int]] = {}
    for square in stages.next_squares(*at, cells):
        found.setdefault(cells[square], square)
    return found


def target_name(plan: Plan) -> Any:
    """The class or stage the plan leads to; empty where it leads to none."""
    if plan.purpose not in CULTIVATION:
        return ""
    if plan.purpose == Purpose.STAGE_UP:
        return STAGE[Stage(plan.target)]
    system = SYSTEM_OF[Purpose(plan.purpose)]
    labels: Any = needs.LABELS[System(system)]
    return labels[plan.target]
