"""The gap table as a page shows it: criteria with what is done about them, expected and actual."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from plans.gaps import Gap, table
from plans.models import Plan, PlanAction, RowKind, TemplateRow
from relationships.models import Action
from staff.models import User


@dataclass(frozen=True)
class Suggestion:
    """An action of the plan's template that nobody has taken up yet."""

    row: TemplateRow
    due_on: date

    @property
    def initial(self) -> dict[str, Any]:
        return {"text": self.row.name, "due_on": self.due_on}


@dataclass(frozen=True)
class Doing:
    """An action of the plan; `ticks` says whether the reader may tick it and change it."""

    link: PlanAction
    ticks: bool
    expected: str  # what it is to bring to its criterion; empty where nobody said

    @property
    def action(self) -> Action:
        return self.link.action


@dataclass(frozen=True)
class GapRow:
    gap: Gap
    doing: list[Doing]
    suggestions: list[Suggestion]

    @property
    def expected_text(self) -> str:
        """What its actions are to bring together; empty where nobody said."""
        said = [each.link.expects for each in self.doing if each.link.expects is not None]
        return self.gap.signed(sum(said, Decimal(0))) if said and self.gap.counts else ""


@dataclass(frozen=True)
class GapTable:
    """`others` are actions and suggestions of the plan as a whole."""

    rows: list[GapRow]
    others: list[Doing]
    suggestions: list[Suggestion]

    @property
    def open_count(self) -> int:
        return sum(not row.gap.holds for row in self.rows)

    def gap(self, need: str) -> Gap | None:
        return next((row.gap for row in self.rows if row.gap.need == need), None)

    def suggestion(self, pk: str) -> Suggestion | None:
        rows = (each for row in self.rows for each in row.suggestions)
        return next((each for each in [*rows, *self.suggestions] if str(each.row.pk) == pk), None)


def gap_table(plan: Plan, user: User) -> GapTable:
    links: dict[str, list[PlanAction]] = defaultdict(list)
    is_open = plan.closed_on is None
    hung = plan.plan_actions.select_related("action__owner", "action__account")
    for link in hung.order_by("action__due_on", "pk"):
        links[link.need].append(link)
    offered = _suggestions(plan, [link.action for found in links.values() for link in found])
    rows = [
        GapRow(
            gap=gap,
            doing=_doing(links.pop(gap.need, []), user, is_open, gap),
            suggestions=[] if gap.holds else offered.get(gap.need, []),
        )
        for gap in table(plan, user)
    ]
    others = [link for found in links.values() for link in found]
    return GapTable(rows, _doing(others, user, is_open), offered.get("", []))


def _doing(
    links: list[PlanAction], user: User, is_open: bool, gap: Gap | None = None
) -> list[Doing]:
    return [
        Doing(
            link=link,
            ticks=link.action.editable_by(user) and is_open,
            expected=gap.signed(link.expects) if gap and gap.counts and link.expects else "",
        )
        for link in links
    ]


def _suggestions(plan: Plan, taken: list[Action]) -> dict[str, list[Suggestion]]:
    found: dict[str, list[Suggestion]] = defaultdict(list)
    if plan.template_id is None:
        return found
    texts = {action.text for action in taken}
    rows = TemplateRow.objects.filter(template=plan.template_id, kind=RowKind.ACTION)
    for row in rows.order_by("place"):
        if not texts & {row.zh, row.en}:
            due_on = min(plan.starts_on + timedelta(days=row.days), plan.ends_on)
            found[row.need].append(Suggestion(row, due_on))
    return found
