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


def stand(account: Account, user: User, since: date) -> dict[str, Decimal]:
    """By measure, what is known and `user` may read; money in base currency, of the group where
    classes are the group's. Satisfaction is the mean of visits `since` that day."""
    found: dict[str, Decimal | None] = {
        **_money(account, user),
        Measure.STAGE: _stage(account),
        Measure.SATISFACTION: _satisfaction(account, user, since),
        Measure.PROJECTS: _projects(account),
        Measure.PAYMENT: _overdue(account, user),
    }
    return {name: value.quantize(CENT) for name, value in found.items() if value is not None}


def _money(account: Account, user: User) -> dict[str, Decimal | None]:
    if not has_permission(user, Permission.BUSINESS_VIEW):
        return {}
    ranked = account.top_id if account.rating and account.rating.by_group else account.pk
    score = Score.objects.current().filter(account=ranked).first()
    if score is None:
        return {}
    revenue = Decimal(score.net_revenue) / 100
    found: dict[str, Decimal | None] = {Measure.REVENUE: revenue}
    if has_permission(user, Permission.MARGIN_VIEW) and score.revenue_with_cost:
        found[Measure.PROFIT] = from_minor(score.revenue_with_cost - score.cost_of_goods)
    newest = WalletEstimate.objects.filter(account=ranked).current().newest("category")
    wallet = whole_wallet(newest.order_by("category"))
    if wallet:
        found[Measure.WALLET] = 100 * revenue / wallet
    return found


def _projects(account: Account) -> Decimal:
    states = ProjectState.objects.filter(account=account).newest_states()
    return Decimal(states.strategic(Decimal(0)).count())


def _stage(account: Account) -> Decimal | None:
    relation = Relation.objects.filter(account=account).first()
    return Decimal(relation.stage) if relation else None


def _satisfaction(account: Account, user: User, since: date) -> Decimal | None:
    visits = Visit.objects.visible_to(user).filter(account=account, date__gte=since)
    mean = Avg("satisfaction", output_field=DecimalField())
    found: Decimal | None = visits.order_by().aggregate(mean=mean)["mean"]
    return found


def _overdue(account: Account, user: User) -> Decimal | None:
    if not has_permission(user, Permission.BUSINESS_VIEW):
        return None
    newest = PaymentRecord.objects.current().filter(account=account).order_by("-date", "-pk")
    record = newest.first()
    return Decimal(record.days_overdue) if record else None
