"""When a year's plan is reviewed with the customer, and what came of it (domain §6.11, §7.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Account
from kam.lib.classes import KeyAccountClass, PyramidTier
from plans.models import BusinessReview, Plan
from relationships.rules import REVIEWS_PER_YEAR

YEAR = timedelta(days=365)
LEAST = 1  # every plan is looked at once, at its end


@dataclass(frozen=True)
class Slot:
    """A review that is due by a day; `review` is the one held or prepared for it."""

    due_on: date
    review: BusinessReview | None
    is_late: bool


def calendar(plan: Plan, today: date) -> list[Slot]:
    """The reviews of the plan's time in even steps, each with what was held in its step."""
    days = review_days(plan.starts_on, plan.ends_on, per_year(plan.account))
    rows = BusinessReview.objects.filter(account=plan.account_id, prepared_on__gte=plan.starts_on)
    held = list(rows.order_by("prepared_on", "pk"))
    starts = [plan.starts_on, *(day + timedelta(days=1) for day in days)]
    return [_slot(start, day, held, today) for start, day in zip(starts, days, strict=False)]


def review_days(starts_on: date, ends_on: date, times: int) -> list[date]:
    """The last days of so many equal parts of the year, as many as fit between the two days."""
    span = (ends_on - starts_on).days + 1
    count = max(LEAST, round(times * span / YEAR.days))
    return [starts_on + timedelta(days=span * n // count - 1) for n in range(1, count + 1)]


def per_year(account: Account) -> int:
    """By tier; core accounts at least as the top, important ones as the second."""
    rating = account.rating
    if rating is None:
        return LEAST
    tiers = [rating.pyramid]
    if rating.key_class == KeyAccountClass.CORE:
        tiers.append(PyramidTier.TOP)
    if rating.key_class == KeyAccountClass.IMPORTANT:
        tiers.append(PyramidTier.MAJOR)
    times = [REVIEWS_PER_YEAR.get(PyramidTier(tier), LEAST) for tier in tiers if tier]
    return max(times, default=LEAST)


def _slot(start: date, due_on: date, reviews: Iterable[BusinessReview], today: date) -> Slot:
    inside = [each for each in reviews if start <= (each.held_on or each.prepared_on) <= due_on]
    done = [each for each in inside if each.held_on]
    found = next(reversed(done or inside), None)
    return Slot(due_on, found, is_late=not done and due_on < today)
