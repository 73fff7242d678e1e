"""How well accounts are won and grown: figures over development plans (domain §7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db import connection

from plans.models import Plan, PlanState, Purpose
from plans.models.plan import UNDER_WAY

LEAST_NEW = Decimal("0.10")  # of what is expected; below it the book renews itself too little

# What the group of each plan's account bought since the plan began, when first, and what it bought
# in as many days before; what was spent on it. Closed plans count to their last day.
SALES = """
WITH plan AS (
  SELECT p.id, a.top_id, p.account_id, p.starts_on, least(p.closed_on, %(today)s) AS until
  FROM plans_plan p JOIN accounts_account a ON a.id = p.account_id WHERE p.id = ANY(%(plans)s)
)
SELECT plan.id, sold.since, sold.first, sold.before, spent.amount FROM plan
LEFT JOIN LATERAL (
  SELECT sum(l.amount_base) FILTER (WHERE l.date >= plan.starts_on) AS since,
    min(l.date) FILTER (WHERE l.date >= plan.starts_on AND l.amount_base > 0) AS first,
    sum(l.amount_base) FILTER (WHERE l.date < plan.starts_on) AS before
  FROM accounts_account m JOIN accounts_ledgerentry l ON l.account_id = m.id
  WHERE m.top_id = plan.top_id AND l.known_to IS NULL
    AND l.date BETWEEN plan.starts_on - (plan.until - plan.starts_on) - 1 AND plan.until
) sold ON true
LEFT JOIN LATERAL (
  SELECT sum(c.amount_base) AS amount FROM accounts_cost c
  WHERE c.account_id = plan.account_id AND c.known_to IS NULL
    AND c.date BETWEEN plan.starts_on AND plan.until
) spent ON true
"""


@dataclass(frozen=True, slots=True)
class Course:
    """How one plan goes; amounts in base currency. `first_on` is the first day of a sale."""

    sold: Decimal
    first_on: date | None
    before: Decimal
    spent: Decimal

    @property
    def grown(self) -> Decimal:
        """More than in as many days before the plan; a new account bought nothing then."""
        return max(self.sold - self.before, Decimal(0))


@dataclass(frozen=True, slots=True)
class Winning:
    """Figures over plans; None where there is nothing to divide by.

    `days` is the median from the start of a won plan to its first sale. `cost` is what was spent
    on accounts of closed plans in their time, for each that was won. `target_new` and `grown_new`
    are the part of new accounts in what plans under way expect, and in what all have brought.
    """

    won: int
    closed: int
    days: int | None
    cost: Decimal | None
    target_new: Decimal | None
    grown_new: Decimal | None

    @property
    def hit_rate(self) -> Decimal | None:
        return _part(Decimal(self.won), Decimal(self.closed))

    @property
    def is_short_of_new(self) -> bool:
        return self.target_new is not None and self.target_new < LEAST_NEW


def courses(plans: Sequence[Plan], today: date) -> dict[int, Course]:
    """By plan. One statement, whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(SALES, {"plans": [plan.pk for plan in plans], "today": today})
        rows = cursor.fetchall()
    return {
        pk: Course(sold or Decimal(0), first, before or Decimal(0), spent or Decimal(0))
        for pk, sold, first, before, spent in rows
    }


def winning(plans: Sequence[Plan], known: Mapping[int, Course]) -> Winning:
    """The figures of domain §7.1 over development plans; cancelled ones count nowhere."""
    counted = [plan for plan in plans if plan.state != PlanState.CANCELLED]
    closed = [plan for plan in counted if plan.state == PlanState.CLOSED]
    won = [plan for plan in closed if plan.reached]
    firsts = [(known[plan.pk].first_on, plan.starts_on) for plan in won]
    days = [(first - start).days for first, start in firsts if first is not None]
    spent = sum((known[plan.pk].spent for plan in closed), Decimal(0))
    ahead = [plan for plan in counted if plan.state in UNDER_WAY]
    return Winning(
        won=len(won),
        closed=len(closed),
        days=round(median(days)) if days else None,
        cost=spent / len(won) if won else None,
        target_new=_new_part([(plan, plan.first_order or Decimal(0)) for plan in ahead]),
        grown_new=_new_part([(plan, known[plan.pk].grown) for plan in counted]),
    )


def _new_part(amounts: Sequence[tuple[Plan, Decimal]]) -> Decimal | None:
    new = sum((amount for plan, amount in amounts if plan.purpose == Purpose.NEW), Decimal(0))
    return _part(new, sum((amount for _plan, amount in amounts), Decimal(0)))


def _part(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None
