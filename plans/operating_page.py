"""What the page of an operating plan shows beside what every plan shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models.amounts import YEAR, months_before
from plans.analysis import Known, analyses
from plans.attainment import completion, weighted
from plans.forms_content import AimForm, SectionForm
from plans.goal_rows import rows_of
from plans.measures import stand
from plans.models import Plan, PlanSection, Purpose, RowKind, SectionKind, TemplateRow
from plans.position import position
from plans.review_calendar import calendar
from plans.services import readiness
from staff.models import User


@dataclass(frozen=True)
class Part:
    """One part to read and to write; `known` is what the records say of it."""

    kind: str
    name: Any
    guide: str
    section: PlanSection | None
    is_asked: bool
    known: Sequence[Known]
    is_stale: bool
    form: SectionForm

    @property
    def text(self) -> str:
        return self.section.text if self.section else ""


def parts(
    plan: Plan,
    today: date,
    known: Mapping[str, Sequence[Known]] | None = None,
    wrong: SectionForm | None = None,
) -> list[Part]:
    """The parts of the plan's template, those that are asked for, and whatever is written.

    `wrong` came back with mistakes and is shown as it was sent.
    """
    asked = readiness.ASKED[Purpose(plan.purpose)]
    written = {row.kind: row for row in plan.sections.select_related("by").order_by("pk")}
    rows = TemplateRow.objects.filter(template=plan.template_id, kind=RowKind.SECTION)
    guides = {row.need: row.name for row in rows.order_by("place")}
    found = []
    for kind in dict.fromkeys([*guides, *asked, *written]):
        section = written.get(kind)
        again = wrong is not None and wrong.kind == kind
        found.append(
            Part(
                kind=kind,
                name=SectionKind(kind).label,
                guide=guides.get(kind, ""),
                section=section,
                is_asked=kind in asked,
                known=(known or {}).get(kind, ()),
                is_stale=section is not None and section.is_stale(today),
                form=wrong if again and wrong else SectionForm(kind=kind, section=section),
            )
        )
    return found


def operating(
    plan: Plan, user: User, today: date, section: SectionForm | None = None
) -> dict[str, Any]:
    """Context of the parts that only an operating plan has."""
    live = stand(plan.account, user, months_before(today, YEAR))
    rows = rows_of(plan, user, live)
    links = plan.plan_actions.select_related("action").order_by("pk")
    stands = position(plan, user, today, live)
    return {
        "parts": parts(plan, today, analyses(plan, user, today, stands), section),
        "goals": rows,
        "attained": weighted((row.goal.weight, row.attained) for row in rows),
        "completed": completion((link.weight, link.action.done_on is not None) for link in links),
        "risks": list(plan.risks.order_by("pk")),
        "reviews": calendar(plan, today),
        "position": stands,
        "aim": AimForm(instance=plan),
    }
