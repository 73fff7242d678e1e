"""Where the goals of a plan stand, for one reader (domain §7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models.amounts import YEAR, months_before
from plans.attainment import attainment
from plans.measures import may_read, stand
from plans.models import Plan, PlanGoal
from staff.models import User


@dataclass(frozen=True)
class GoalRow:
    """`actual` from the records, or as noted; `attained` in percent, 0 to 120. Numbers of hidden
    ones are not for this reader."""

    goal: PlanGoal
    actual: Decimal | None
    is_live: bool
    is_hidden: bool

    @property
    def attained(self) -> Decimal | None:
        if self.actual is None or self.is_hidden:
            return None
        return attainment(self.goal.baseline, self.goal.target, self.actual)


def goal_rows(plan: Plan, user: User, today: date) -> list[GoalRow]:
    return rows_of(plan, user, stand(plan.account, user, months_before(today, YEAR)))


def rows_of(plan: Plan, user: User, live: Mapping[str, Decimal]) -> list[GoalRow]:
    """The same by what `live`, of `plans.measures.stand`, says."""
    rows = []
    for goal in plan.goals.order_by("pk"):
        known = None if plan.closed_on else live.get(goal.measure)  # what is over stays as it was
        actual = goal.actual if known is None else known
        rows.append(GoalRow(goal, actual, known is not None, not may_read(user, goal.measure)))
    return rows
