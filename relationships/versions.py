"""What a visit said before it was corrected, from its audit trail."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from accounts.models import Contact
from kam.lib.history import events_of
from relationships.models import ScenarioStandard, Visit, VisitContact
from staff.on_record import name_of

EVENTS = events_of(Visit)
MET = events_of(VisitContact)


@dataclass(frozen=True)
class Version:
    """What the visit said from `at` on, as `by` wrote it; `people` were noted then."""

    at: datetime
    by: str
    said: Any
    people: list[str]
    scenario: str
    ticked: list[str]


def versions(visit: Visit) -> list[Version]:
    """Earlier wordings, the first one first, without the present one; four queries."""
    said = EVENTS.objects.filter(pgh_obj=visit).exclude(pgh_label="delete")
    rows = list(said.select_related("pgh_context").order_by("pgh_id"))
    met = list(MET.objects.filter(visit=visit).order_by("pgh_id"))
    names = Contact.objects.in_bulk([each.contact_id for each in met])
    codes = {row.scenario for row in rows}
    scenarios = ScenarioStandard.objects.in_bulk(codes, field_name="code")
    found = []
    for row, following in pairwise(rows):
        there: dict[int, str] = {}
        for each in met:  # who was noted before the next wording began
            if each.pgh_created_at >= following.pgh_created_at:
                break
            if each.pgh_label == "insert" and each.contact_id in names:
                there[each.contact_id] = names[each.contact_id].display_name
            else:
                there.pop(each.contact_id, None)
        context = row.pgh_context.metadata if row.pgh_context else {}
        scenario = scenarios.get(row.scenario)
        found.append(
            Version(
                at=row.pgh_created_at,
                by=name_of(context),
                said=row,
                people=[*there.values()],
                scenario=scenario.display_name if scenario else row.scenario,
                ticked=_ticked(scenario, row.checked),
            )
        )
    return found


def _ticked(scenario: ScenarioStandard | None, checked: list[str] | None) -> list[str]:
    """The points of the checklist that were ticked, in the reader's language."""
    if scenario is None or not checked:
        return []
    return [shown for shown, is_ticked in scenario.ticks(checked) if is_ticked]
