"""What lay on the table of a business review, kept as it was on the day it was held."""

from datetime import date
from typing import Any

from accounts.models.amounts import YEAR, months_before
from plans.measures import everything
from plans.models import BusinessReview, Plan, PlanState, Problem, Purpose
from relationships.models import Action, Visit
from staff.notice_words import both


def record_of(review: BusinessReview) -> dict[str, Any]:
    """Classes, visits, goals and open items of the day, as JSON; for readers of every right.

    Whoever shows it asks `plans.measures.may_read` of each goal.
    """
    account, since, until = review.account, review.since, review.day
    rating = account.rating
    visits = Visit.objects.filter(account=account).completed()
    return {
        "pyramid": rating.pyramid if rating else 0,
        "key_class": rating.key_class if rating else 0,
        "visits": visits.filter(date__gt=since, date__lte=until).count(),
        "goals": _goals(review, until),
        "problems": [
            {"title": each.category, "text": each.what, **_who(each)}
            for each in Problem.objects.filter(account=account).open().for_list()
        ],
        "actions": [
            {"text": str(each), **_who(each)}
            for each in Action.objects.filter(account=account)
            .open()
            .exclude(reviews=review.pk)
            .for_list()
        ],
    }


def _who(item: Action | Problem) -> dict[str, Any]:
    return {"who": both(item.owner), "due_on": item.due_on.isoformat()}


def _goals(review: BusinessReview, until: date) -> list[dict[str, Any]]:
    """Of the operating plan that is active, with what the records say."""
    plans = Plan.objects.filter(account=review.account_id, purpose=Purpose.OPERATING)
    plan = plans.filter(state=PlanState.ACTIVE).first()
    if plan is None:
        return []
    live = everything(review.account, months_before(until, YEAR))
    return [
        {
            "measure": goal.measure,
            "words": goal.words,
            "baseline": str(goal.baseline),
            "target": str(goal.target),
            "actual": None if actual is None else str(actual),
        }
        for goal in plan.goals.order_by("pk")
        for actual in [live.get(goal.measure, goal.actual)]
    ]
