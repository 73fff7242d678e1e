"""How well accounts are won and grown: figures over development plans (domain §7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db import connection

from plans.models import Plan, PlanState, Purpose

COUNTED = (PlanState.APPROVED, PlanState.ACTIVE, PlanState.CLOSED)
LEAST_NEW = Decimal("0.10")  # of what is expected; below it the book renews itself too little

# What the group of each plan's account bought since the plan counts (`Plan.counts_from`), when
# first, and what it bought in as many days before; what was spent on it. Closed plans count to
# their last day.
SALES = """
WITH plan AS (
  SELECT p.id, a.top_id, p.account_id, greatest(p.starts_on, p.submitted_on) AS starts_on,
    least(p.closed_on, %(today)s) AS until
  FROM plans_plan p JOIN accounts_account a ON a.id = p.account_id
  WHERE p.id = ANY(%(plans)s) AND p.submitted_on IS NOT NULL
)
SELECT plan.id, plan.top_id, plan.starts_on, plan.until,
  sold.since, sold.first, sold.before, spent.amount FROM plan
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
    """How one plan goes; amounts in base currency. `first_on` is the first day of a sale, `group`
    the head of the account's; what is not submitted yet has no days."""

    group: int
    since: date | None
    until: date | None
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

    `days` is the median from the first day of a won plan to its first sale. `cost` is what was
    spent on accounts of closed plans in their time, for each that was won. `target_new` and
    `grown_new` are the part of new accounts in what plans expect that are not over, and in what
    all have brought.
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
    none = Course(0, None, None, Decimal(0), None, Decimal(0), Decimal(0))
    found = {
        pk: Course(group, since, until, sold or Decimal(0), first, before or Decimal(0),
                   spent or Decimal(0))
        for pk, group, since, until, sold, first, before, spent in rows
    }  # fmt: skip
    return {plan.pk: found.get(plan.pk, none) for plan in plans}


def winning(plans: Sequence[Plan], known: Mapping[int, Course]) -> Winning:
    """The figures of domain §7.1 over development plans that were approved."""
    counted = [plan for plan in plans if plan.state in COUNTED]
    closed = [plan for plan in counted if plan.state == PlanState.CLOSED]
    won = [plan for plan in closed if plan.reached]
    firsts = [(known[plan.pk].first_on, known[plan.pk].since) for plan in won]
    days = [(first - start).days for first, start in firsts if first and start]
    spent = sum((known[plan.pk].spent for plan in closed), Decimal(0))
    ahead = [plan for plan in counted if plan.state != PlanState.CLOSED]
    return Winning(
        won=len(won),
        closed=len(closed),
        days=round(median(days)) if days else None,
        cost=spent / len(won) if won else None,
        target_new=_new_part([(plan, plan.first_order or Decimal(0)) for plan in ahead]),
        grown_new=_new_part([(plan, known[plan.pk].grown) for plan in _once(counted, known)]),
    )


def _once(plans: Sequence[Plan], known: Mapping[int, Course]) -> list[Plan]:
    """What a group bought counts for one plan a day: for the one that began first."""
    taken: dict[int, date] = {}
    found = []
    for plan in sorted(plans, key=lambda each: (known[each.pk].since or date.max, each.pk)):
        course = known[plan.pk]
        if course.since and course.until and taken.get(course.group, date.min) < course.since:
            taken[course.group] = course.until
            found.append(plan)
    return found


def _new_part(amounts: Sequence[tuple[Plan, Decimal]]) -> Decimal | None:
    new = sum((amount for plan, amount in amounts if plan.purpose == Purpose.NEW), Decimal(0))
    return _part(new, sum((amount for _plan, amount in amounts), Decimal(0)))


def _part(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None
