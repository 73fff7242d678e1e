"""What the page of an operating plan shows beside what every plan shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.amounts import YEAR, months_before
from kam.lib.relations import Stage
from plans.attainment import attainment, completion, weighted
from plans.measures import may_read, stand
from plans.models import Plan, PlanGoal, Purpose, SectionKind
from plans.services import readiness
from relationships.labels import STAGE
from relationships.models import Relation
from staff.models import User

GUIDES: dict[str, str | Promise] = {
    SectionKind.NEED: _("What they need, in their words, and how much of it."),
    SectionKind.ENTRY: _("Who knows whom; who opens the door, and what that costs us."),
    SectionKind.STRATEGY: _("Which aim of our company does this account serve, and how?"),
    SectionKind.FOCUS: _("The one or two points where we put our weight this year, and why there."),
    SectionKind.SUMMARY: _("The plan in five sentences, for somebody who reads nothing else."),
    SectionKind.PROFILE: _("What they do, who decides, how we came together. People: see the map."),
    SectionKind.CUSTOMER: _(
        "Their operation, their markets and customers, the process of their industry, and what our "
        "product is worth to their business."
    ),
    SectionKind.COMPETITOR: _(
        "Who else is there: products, share, since when, who stands behind them; our answer."
    ),
    SectionKind.MARKET: _("Size, growth, trend and policy of the market they are in."),
    SectionKind.OWN: _("Plan against actual, won and lost with reasons, strengths, weaknesses."),
}
PARTS = (
    SectionKind.STRATEGY,
    SectionKind.FOCUS,
    SectionKind.SUMMARY,
    SectionKind.PROFILE,
    SectionKind.CUSTOMER,
    SectionKind.COMPETITOR,
    SectionKind.MARKET,
    SectionKind.OWN,
)


@dataclass(frozen=True)
class Part:
    kind: str
    name: Any
    guide: str | Promise
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


def parts(plan: Plan, kinds: Sequence[SectionKind] = PARTS) -> list[Part]:
    asked = readiness.ASKED[Purpose(plan.purpose)]
    texts = dict(plan.sections.order_by("pk").values_list("kind", "text"))
    return [
        Part(kind.value, kind.label, GUIDES[kind], texts.get(kind, ""), kind in asked)
        for kind in kinds
    ]


def goal_rows(plan: Plan, user: User, today: date) -> list[GoalRow]:
    live = stand(plan.account, user, months_before(today, YEAR))
    rows = []
    for goal in plan.goals.order_by("pk"):
        known = live.get(goal.measure)
        actual = goal.actual if known is None else known
        rows.append(GoalRow(goal, actual, known is not None, not may_read(user, goal.measure)))
    return rows


def operating(plan: Plan, user: User, today: date) -> dict[str, Any]:
    """Context of the parts that only an operating plan has."""
    rows = goal_rows(plan, user, today)
    links = plan.plan_actions.select_related("action").order_by("pk")
    relation = Relation.objects.filter(account=plan.account_id).first()
    return {
        "parts": parts(plan),
        "goals": rows,
        "attained": weighted((row.goal.weight, row.attained) for row in rows),
        "completed": completion((link.weight, link.action.done_on is not None) for link in links),
        "risks": list(plan.risks.order_by("pk")),
        "stage": STAGE[Stage(relation.stage)] if relation else "",
    }
