"""What the records say today of the things goals count."""

from datetime import date
from decimal import Decimal

from django.db.models import Avg, DecimalField

from accounts.models import Account, PaymentRecord, ProjectState, WalletEstimate
from accounts.models.wallet import whole_wallet
from kam.lib.numbers import from_minor
from plans.models import Measure
from relationships.models import Relation, Visit
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import Score

CENT = Decimal("0.01")


NEEDS = {
    Measure.REVENUE: Permission.BUSINESS_VIEW,
    Measure.PROFIT: Permission.MARGIN_VIEW,
    Measure.WALLET: Permission.BUSINESS_VIEW,
    Measure.SATISFACTION: Permission.VISIT_VIEW,
    Measure.PAYMENT: Permission.BUSINESS_VIEW,
}


def stand(account: Account, user: User, since: date) -> dict[str, Decimal]:
    """By measure, what is known and `user` may read."""
    found = everything(account, since)
    return {name: value for name, value in found.items() if may_read(user, name)}


def may_read(user: User, measure: str) -> bool:
    needed = NEEDS.get(Measure(measure))
    return needed is None or has_permission(user, needed)


def everything(account: Account, since: date) -> dict[str, Decimal]:
    """By measure, what is known; money in base currency, of the group where classes are the
    group's. Satisfaction is the mean of visits `since` that day.

    Whoever passes it on asks `may_read` of each.
    """
    found: dict[str, Decimal | None] = {
        **_money(account),
        Measure.STAGE: _stage(account),
        Measure.SATISFACTION: _satisfaction(account, since),
        Measure.PROJECTS: _projects(account),
        Measure.PAYMENT: _overdue(account),
    }
    return {name: value.quantize(CENT) for name, value in found.items() if value is not None}


def _money(account: Account) -> dict[str, Decimal | None]:
    ranked = account.top_id if account.rating and account.rating.by_group else account.pk
    score = Score.objects.current().filter(account=ranked).first()
    if score is None:
        return {}
    revenue = Decimal(score.net_revenue) / 100
    found: dict[str, Decimal | None] = {Measure.REVENUE: revenue}
    if score.revenue_with_cost:
        found[Measure.PROFIT] = from_minor(score.revenue_with_cost - score.cost_of_goods)
    newest = WalletEstimate.objects.filter(account=ranked).current().newest("category")
    wallet = whole_wallet(newest.order_by("category"))
    if wallet:
        found[Measure.WALLET] = min(Decimal(100), 100 * revenue / wallet)  # domain §6.7
    return found


def _projects(account: Account) -> Decimal:
    states = ProjectState.objects.filter(account=account).newest_states()
    return Decimal(states.strategic(Decimal(0)).count())


def _stage(account: Account) -> Decimal | None:
    relation: Relation | None = getattr(account, "relation", None)
    return Decimal(relation.stage) if relation else None


def _satisfaction(account: Account, since: date) -> Decimal | None:
    visits = Visit.objects.filter(account=account, date__gte=since)
    mean = Avg("satisfaction", output_field=DecimalField())
    found: Decimal | None = visits.order_by().aggregate(mean=mean)["mean"]
    return found


def _overdue(account: Account) -> Decimal | None:
    newest = PaymentRecord.objects.current().filter(account=account).order_by("-date", "-pk")
    record = newest.first()
    return Decimal(record.days_overdue) if record else None
