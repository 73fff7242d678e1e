"""What the records say for each of the four analyses of an operating plan (domain §7.7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.labels_anchors import anchor
from accounts.models import Account, AccountProfile, ProjectState, Rating
from accounts.models.amounts import YEAR, months_before, trailing
from accounts.models.project_state import WON, Stage
from accounts.models.rating import SCALES, RatingKind
from kam.lib.numbers import money, number
from plans.attainment import weighted
from plans.goal_rows import goal_rows
from plans.models import Plan, PlanState, Purpose, SectionKind
from plans.position import Position
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.engine.population import UNKNOWN
from tiering.portfolio import STRONG, Portfolio

Name = str | Promise
CUSTOMER = (
    "operating_condition", "business_strategy", "operating_strategy", "supply_chain_strategy",
    "tendering_practice", "implementation_process", "own_market", "industry_process", "our_value",
)  # fmt: skip
MARKET = ("market_position", "demand")
FEW = 3
FACTORS: dict[str, Promise] = {
    "solution": pgettext_lazy("supplier", "solution"),
    "delivery": pgettext_lazy("supplier", "delivery and service"),
    "price": pgettext_lazy("supplier", "price and total cost"),
    "technical_support": pgettext_lazy("supplier", "technical support"),
    "relation": pgettext_lazy("supplier", "relation"),
    "brand": pgettext_lazy("supplier", "brand"),
}


@dataclass(frozen=True)
class Known:
    """One line: what it is and what the records say."""

    name: Name
    text: str


def analyses(plan: Plan, user: User, today: date, position: Position) -> dict[str, list[Known]]:
    """By part of the plan; profile texts to whoever opens the account, numbers by the rights."""
    profile = AccountProfile.objects.filter(account=plan.account_id).first()
    found: dict[str, list[Known]] = {
        SectionKind.CUSTOMER: _told(profile, CUSTOMER),
        SectionKind.MARKET: _told(profile, MARKET),
    }
    if not has_permission(user, Permission.BUSINESS_VIEW):
        return found
    found[SectionKind.MARKET] = [*_market(plan.account, today), *found[SectionKind.MARKET]]
    if position.portfolio:
        found[SectionKind.COMPETITOR] = _competitor(position.portfolio)
    found[SectionKind.OWN] = [
        *_sales(plan.account, today),
        *_projects(plan.account, today),
        *_last_plan(plan, user, today),
    ]
    return found


def _told(profile: AccountProfile | None, names: Iterable[str]) -> list[Known]:
    if profile is None:
        return []
    fields = {field.name: str(field.verbose_name) for field in profile._meta.fields}
    texts = [(fields[name], getattr(profile, name)) for name in names]
    return [Known(_capital(name), text) for name, text in texts if text]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _market(account: Account, today: date) -> list[Known]:
    """Its industry, and how those who know it rate the growth of its market."""
    found = [Known(_("Industry"), account.industry)] if account.industry else []
    ratings = Rating.objects.filter(account=account, kind=RatingKind.MARKET_GROWTH)
    newest = ratings.current().up_to(today).newest("kind").first()
    if newest:
        high = SCALES[RatingKind.MARKET_GROWTH].high
        said = anchor(RatingKind.MARKET_GROWTH, high, newest.value)
        text = f"{newest.value} / {high}" + (f" · {said}" if said else "")
        found.append(Known(RatingKind.MARKET_GROWTH.label, text))
    return found


def _competitor(portfolio: Portfolio) -> list[Known]:
    """How the customer sees us and the best competitor, and where we are apart."""
    own, best = (int(portfolio.score(group)[0]) for group in ("own", "best"))
    if own == UNKNOWN or best == UNKNOWN:
        return []
    seen = _("we %(own)s, best competitor %(best)s of 10")
    found = [Known(_("As the customer sees it"), seen % {"own": _tenth(own), "best": _tenth(best)})]
    ahead, behind = _apart(portfolio, lambda gap: gap > 0), _apart(portfolio, lambda gap: gap < 0)
    return [
        *found,
        *([Known(_("We are ahead in"), ahead)] if ahead else []),
        *([Known(_("The competitor is ahead in"), behind)] if behind else []),
    ]


def _tenth(hundredths: int) -> str:
    return number(Decimal(hundredths) / 100, 1)


def _apart(portfolio: Portfolio, asked: Callable[[int], bool]) -> str:
    """Factors where the difference is as asked, the widest first."""
    gaps = []
    for factor in STRONG:
        own, best = (
            int(portfolio.ratings[RatingKind(f"{side}_{factor}")][0]) for side in ("own", "best")
        )
        if UNKNOWN not in (own, best) and asked(own - best):
            gaps.append((-abs(own - best), str(FACTORS[factor]), f"{own}:{best}"))
    return ", ".join(f"{name} {pair}" for _gap, name, pair in sorted(gaps, key=lambda g: g[0]))


def _sales(account: Account, today: date) -> list[Known]:
    by_group = account.rating is not None and account.rating.by_group
    head = account.top_id if by_group else account.pk
    found = trailing([head], today, by_group=by_group)[head]
    text = _("%(now)s, the year before %(before)s")
    words = text % {"now": money(found.revenue), "before": money(found.before)}
    if found.change is not None:
        words += f" ({100 * found.change:+.1f}%)"
    return [Known(_("Net revenue of 12 months"), words)]


def _projects(account: Account, today: date) -> list[Known]:
    """Decided within twelve months, and why the latest were lost."""
    newest = ProjectState.objects.filter(account=account).newest_states()
    decided = newest.filter(
        stage__in=(*WON, Stage.LOST), date__gt=months_before(today, YEAR), date__lte=today
    )
    outcome = decided.outcome()
    if outcome.win_rate is None:
        return []
    text = _("%(won)s won (%(value)s), %(lost)s lost: %(rate)s%% of those decided")
    words = text % {
        "won": outcome.won,
        "value": money(outcome.won_value),
        "lost": outcome.lost,
        "rate": number(100 * outcome.win_rate, 0),
    }
    lost = decided.filter(stage=Stage.LOST).exclude(reason="").order_by("-date", "-pk")
    reasons = list(lost.values_list("reason", flat=True)[:FEW])
    return [
        Known(_("Projects decided in 12 months"), words),
        *([Known(_("Why lost"), "; ".join(reasons))] if reasons else []),
    ]


def _last_plan(plan: Plan, user: User, today: date) -> list[Known]:
    """What the operating plan before this one attained."""
    earlier = Plan.objects.visible_to(user).filter(
        account=plan.account_id, purpose=Purpose.OPERATING, starts_on__lt=plan.starts_on
    )
    began = earlier.filter(state__in=(PlanState.ACTIVE, PlanState.CLOSED))
    last = began.select_related("account__standing").order_by("-starts_on", "-pk").first()
    if last is None:
        return []
    rows = goal_rows(last, user, min(today, last.ends_on))
    attained = weighted((row.goal.weight, row.attained) for row in rows)
    if attained is None:
        return []
    text = _("%(share)s%% of its goals by weight") % {"share": number(attained, 0)}
    return [Known(_("Plan of %(year)s") % {"year": last.starts_on.year}, text)]
