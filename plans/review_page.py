"""What a business review puts on the table (domain §7.3, §7.7)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kam.lib.relations import Stage
from plans.goal_rows import goal_rows
from plans.measures import may_read
from plans.models import BusinessReview, Measure, Plan, PlanState, Problem
from plans.models.goal import MONEY
from relationships.labels import STAGE
from relationships.models import Action, StageChange, Visit
from staff.models import User
from tiering.engine import System
from tiering.models import ClassChange
from tiering.needs import NAMES
from tiering.services.tracks import SYSTEMS


@dataclass(frozen=True)
class Number:
    """One figure of the day of preparation, beside that of the review before."""

    name: Any
    value: Decimal
    before: Decimal | None
    is_money: bool

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


def numbers(review: BusinessReview, user: User) -> list[Number]:
    """What `user` may read, in the order of the measures."""
    earlier = BusinessReview.objects.filter(account=review.account_id, pk__lt=review.pk)
    last = earlier.exclude(held_on=None).order_by("-pk").first()
    before = last.numbers if last else {}
    return [
        Number(
            measure.label,
            Decimal(review.numbers[measure]),
            Decimal(before[measure]) if measure in before else None,
            measure in MONEY,
        )
        for measure in Measure
        if measure in review.numbers and may_read(user, measure)
    ]


def table(review: BusinessReview, user: User) -> dict[str, Any]:
    """Everything the page and its print show: numbers, changes, what was done, what is open."""
    account, since, until = review.account, review.since, review.day
    classes = ClassChange.objects.filter(
        account=account, system__in=SYSTEMS, as_of__gt=since, as_of__lte=until
    )
    stages = StageChange.objects.visible_to(user).filter(
        account=account, on__gt=since, on__lte=until
    )
    visits = Visit.objects.visible_to(user).filter(account=account).completed()
    plan = (
        Plan.objects.visible_to(user)
        .filter(account=account, purpose="operating", state=PlanState.ACTIVE)
        .select_related("account__standing")
        .first()
    )
    return {
        "numbers": numbers(review, user),
        "classes": [(NAMES[System(each.system)], each) for each in classes.order_by("pk")],
        "stages": [
            (each, STAGE[Stage(each.before or 0)], STAGE[Stage(each.after)])
            for each in stages.order_by("on", "pk")
            if each.before != each.after
        ],
        "visits": visits.filter(date__gt=since, date__lte=until).count(),
        "goals": goal_rows(plan, user, until) if plan else [],
        "open": list(Action.objects.visible_to(user).filter(account=account).open().for_list()),
        "problems": list(
            Problem.objects.visible_to(user).filter(account=account).open().for_list()
        ),
    }
