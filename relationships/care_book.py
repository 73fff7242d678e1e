"""What is due in care, as Today, the care page and the cards of people and accounts show it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.account import AccountType
from relationships.care_rules import Occasion, next_public
from relationships.labels_care import OCCASION_NAMES
from relationships.models import CareDate, CareLimits, CareTask, Gift
from relationships.models.care_date import CareDateQuerySet
from relationships.models.gift import VOID
from staff.models import User

FEW_GIFTS, FEW_DAYS = 3, 4


@dataclass
class CareDay:
    """A day to remember with what its person got before: items, newest first, and this year's
    worth in base currency."""

    row: CareDate
    today: date
    gifts: list[str] = field(default_factory=list)
    worth: Decimal = Decimal(0)

    @property
    def days_left(self) -> int:
        return (self.row.next_on - self.today).days

    @property
    def got(self) -> str:
        """The last gifts in one line."""
        return _(", ").join(self.gifts)


@dataclass(frozen=True)
class PublicDay:
    on: date
    occasion: Occasion
    today: date

    @property
    def name(self) -> str:
        return str(OCCASION_NAMES[self.occasion])

    @property
    def days_left(self) -> int:
        return (self.on - self.today).days


def days_within(
    user: User, today: date, days: int, first: int | None = None
) -> tuple[list[CareDay], bool]:
    """Days from `today` on that `user` may see, and whether there are more than `first`."""
    rows = CareDate.objects.visible_to(user).celebrated().for_list()
    rows = rows.filter(next_on__range=(today, today + timedelta(days=days)))
    found = list(rows if first is None else rows[: first + 1])
    shown = found[:first]
    return with_gifts(shown, today), len(found) > len(shown)


def days_of(rows: CareDateQuerySet, today: date) -> list[CareDay]:
    """All days of somebody, the next first; one query."""
    return [CareDay(row, today) for row in rows.for_list()]


def with_gifts(rows: Iterable[CareDate], today: date) -> list[CareDay]:
    """The days with what their people got before; one query, none without people."""
    days = [CareDay(row, today) for row in rows]
    people = {day.row.contact_id for day in days if day.row.contact_id}
    if people:
        _add_gifts(days, _newest_gifts(Q(contact__in=people)), today)
    return days


class Given(NamedTuple):
    """What a gift was, to whom and when it counts; worth in base currency."""

    account_id: int
    contact_id: int
    item: str
    value: Decimal
    on: date


def _newest_gifts(whose: Q) -> list[Given]:
    """The gifts that count; one query."""
    gifts = Gift.objects.counting().filter(whose).order_by("-counts_on", "-pk")
    fields = gifts.values_list("account", "contact", "item", "value", "counts_on")
    return [Given(*row) for row in fields]


def _add_gifts(days: Sequence[CareDay], gifts: Iterable[Given], today: date) -> None:
    items: dict[int, list[str]] = defaultdict(list)
    worth: dict[int, Decimal] = defaultdict(Decimal)
    for gift in gifts:
        items[gift.contact_id].append(gift.item)
        worth[gift.contact_id] += gift.value if gift.on.year == today.year else 0
    for day in days:
        day.gifts = items[day.row.contact_id or 0][:FEW_GIFTS]
        day.worth = worth[day.row.contact_id or 0]


def tasks_due(user: User, today: date, days: int, first: int) -> list[CareTask]:
    """The open courtesies `user` promised that are due until then, the oldest first."""
    mine = CareTask.objects.visible_to(user).open().filter(owner=user)
    return list(mine.filter(due_on__lte=today + timedelta(days=days)).for_list()[:first])


def public_days(today: date) -> list[PublicDay]:
    """The five public days in the order they come."""
    return [PublicDay(on, occasion, today) for on, occasion in next_public(today)]


@dataclass(frozen=True)
class GiftYear:
    """What one person got in a year against the cap, in base currency."""

    year: int
    worth: Decimal
    cap: Decimal

    @classmethod
    def of(cls, gifts: Iterable[Gift], year: int, limits: CareLimits) -> "GiftYear":
        counted = [g for g in gifts if g.status not in VOID and g.counts_on.year == year]
        return cls(year, sum((g.value for g in counted), Decimal(0)), limits.year_cap)

    @property
    def left(self) -> Decimal:
        return max(self.cap - self.worth, Decimal(0))

    @property
    def share(self) -> int:
        """Percent of the cap, for the bar."""
        return min(100, round(100 * self.worth / self.cap)) if self.cap else 100


def no_gifts(account: Account, limits: CareLimits) -> bool:
    """Whether the account gets none at all."""
    return account.type == AccountType.GOVERNMENT and not limits.government_gifts


@dataclass(frozen=True)
class AccountCare:
    """The card on an account's page: the next days, and what its people got this year."""

    days: list[CareDay]
    gifts: int
    worth: Decimal


def account_care(account: Account, user: User, today: date) -> AccountCare:
    """Two queries: the days, and the gifts of the account with those its people got elsewhere."""
    rows = CareDate.objects.visible_to(user).celebrated().filter(account=account).for_list()
    days = [CareDay(row, today) for row in rows[:FEW_DAYS]]
    people = {day.row.contact_id for day in days if day.row.contact_id}
    gifts = _newest_gifts(Q(account=account) | Q(contact__in=people))
    _add_gifts(days, gifts, today)
    worth = [g.value for g in gifts if g.account_id == account.pk and g.on.year == today.year]
    return AccountCare(days, len(worth), sum(worth, Decimal(0)))
