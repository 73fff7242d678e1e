"""What the page of an operating plan shows beside what every plan shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models.amounts import YEAR, months_before
from kam.lib.relations import Stage
from plans.attainment import attainment, completion, weighted
from plans.measures import may_read, stand
from plans.models import Measure, Plan, PlanGoal, Purpose, RowKind, SectionKind, TemplateRow
from plans.review_calendar import calendar
from plans.services import readiness
from relationships.labels import STAGE
from relationships.models import Relation
from staff.models import User


@dataclass(frozen=True)
class Part:
    kind: str
    name: Any
    guide: str
    text: str
    is_asked: bool


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


def parts(plan: Plan) -> list[Part]:
    """The parts of the plan's template, those that are asked for, and whatever is written."""
    asked = readiness.ASKED[Purpose(plan.purpose)]
    texts = dict(plan.sections.order_by("pk").values_list("kind", "text"))
    rows = TemplateRow.objects.filter(template=plan.template_id, kind=RowKind.SECTION)
    guides = {row.need: row.name for row in rows.order_by("place")}
    return [
        Part(
            kind, SectionKind(kind).label, guides.get(kind, ""), texts.get(kind, ""), kind in asked
        )
        for kind in dict.fromkeys([*guides, *asked, *texts])
    ]


def goal_rows(plan: Plan, user: User, today: date) -> list[GoalRow]:
    return _rows(plan, user, stand(plan.account, user, months_before(today, YEAR)))


def _rows(plan: Plan, user: User, live: Mapping[str, Decimal]) -> list[GoalRow]:
    rows = []
    for goal in plan.goals.order_by("pk"):
        known = live.get(goal.measure)
        actual = goal.actual if known is None else known
        rows.append(GoalRow(goal, actual, known is not None, not may_read(user, goal.measure)))
    return rows


def operating(plan: Plan, user: User, today: date) -> dict[str, Any]:
    """Context of the parts that only an operating plan has."""
    live = stand(plan.account, user, months_before(today, YEAR))
    rows = _rows(plan, user, live)
    links = plan.plan_actions.select_related("action").order_by("pk")
    relation = Relation.objects.filter(account=plan.account_id).first()
    return {
        "parts": parts(plan),
        "goals": rows,
        "attained": weighted((row.goal.weight, row.attained) for row in rows),
        "completed": completion((link.weight, link.action.done_on is not None) for link in links),
        "risks": list(plan.risks.order_by("pk")),
        "reviews": calendar(plan, today),
        "wallet": live.get(Measure.WALLET),
        "stage": STAGE[Stage(relation.stage)] if relation else "",
    }
