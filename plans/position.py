"""Where an account stands when a plan is made: stage, wallet, health, portfolio, potential
(domain §7.3 section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise

from accounts.labels import PORTFOLIO
from accounts.models import Account, LedgerEntry
from kam.lib.classes import PortfolioQuadrant
from kam.lib.relations import Stage
from plans.health import Aspect, Health, engagement, health, payment, relation, trend
from plans.models import Measure, Plan
from relationships.labels import STAGE
from relationships.models import CoverageStandard, Relation, Rhythm, Visit
from relationships.rules import coverage_share
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import Assessment, PolicyVersion
from tiering.portfolio import Portfolio, portfolio_of

RECENT, BASELINE, YEAR = timedelta(days=90), timedelta(days=450), 365


@dataclass(frozen=True)
class Position:
    """`wallet` in percent, `potential` 0 to 100, `quadrant` 0 where ratings lack; None is unknown
    or not for this reader, who then has no `portfolio` either."""

    stage: Promise | str
    wallet: Decimal | None
    potential: Decimal | None
    health: Health | None
    portfolio: Portfolio | None
    aim: Promise | None  # in three years, where the plan says so

    @property
    def quadrant(self) -> Promise | None:
        code = int(self.portfolio.places.quadrant[0]) if self.portfolio else 0
        return PORTFOLIO[PortfolioQuadrant(code)] if code else None


def position(plan: Plan, user: User, today: date, live: Mapping[str, Decimal]) -> Position:
    """`live` is what `plans.measures.stand` says of the account to `user`."""
    account, policy = plan.account, PolicyVersion.objects.published().policy
    found: Relation | None = getattr(account, "relation", None)
    stage = STAGE[Stage(found.stage)] if found else ""
    aim = PORTFOLIO[PortfolioQuadrant(plan.aim)] if plan.aim else None
    if not has_permission(user, Permission.BUSINESS_VIEW):
        return Position(stage, None, None, None, None, aim)
    parts = {
        Aspect.TREND: _trend(account, today),
        Aspect.RELATION: relation(found.stage, found.imbalance) if found else None,
        Aspect.ENGAGEMENT: engagement(_coverage(account, today)),
        Aspect.SERVICE: None,
        Aspect.PAYMENT: payment(live.get(Measure.PAYMENT)),
    }
    return Position(
        stage=stage,
        wallet=live.get(Measure.WALLET),
        potential=potential(account),
        health=health(parts, policy.score.min_coverage),
        portfolio=portfolio_of(user=user, run=None, policy=policy, as_of=today, only=account.pk),
        aim=aim,
    )


def potential(account: Account) -> Decimal | None:
    """Of the run in view (domain §5.3)."""
    ranked = account.top_id if account.rating and account.rating.by_group else account.pk
    row = Assessment.objects.current().filter(account=ranked).first()
    return Decimal(row.potential) / 100 if row and row.potential >= 0 else None


def _trend(account: Account, today: date) -> Decimal | None:
    by_group = account.rating is not None and account.rating.by_group
    whose = Q(account__top=account.top_id) if by_group else Q(account=account)
    since = today - RECENT
    rows = LedgerEntry.objects.current().filter(whose, date__gt=today - BASELINE, date__lte=today)
    sums = rows.aggregate(
        recent=Sum("amount_base", filter=Q(date__gt=since), default=Decimal(0)),
        baseline=Sum("amount_base", filter=Q(date__lte=since), default=Decimal(0)),
    )
    return trend(sums["recent"], sums["baseline"])


def _coverage(account: Account, today: date) -> float | None:
    """Of the last year, or since we know the account; None for a tier without a standard."""
    rhythm = Rhythm.objects.filter(account=account).first()
    effort = CoverageStandard.objects.efforts().get(rhythm.tier) if rhythm else None
    if effort is None:
        return None
    visits = Visit.objects.filter(account=account, date__gt=today - timedelta(days=YEAR))
    seen = visits.filter(date__lte=today).counting().order_by()
    found = seen.aggregate(n=Count("pk"), first=Min("date"))
    known = min(found["first"] or today, timezone.localdate(account.created_at))
    days = min(YEAR, (today - known).days)
    return coverage_share(completed=found["n"], days=days, visit_days=effort.visit_days)
