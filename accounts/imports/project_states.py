"""Which states a row of a file adds to a project's history."""

from datetime import date
from typing import Any

from accounts.imports.fact_writing import Wanted
from accounts.imports.project_known import TOLD, Known
from accounts.imports.rows import Draft
from accounts.models.project_state import DECIDED, OPEN, Stage


def wanted(draft: Draft, project: Known | None, today: date) -> list[Wanted]:
    """The states to be written; `project_id` is left to the caller."""
    if project is None or not project.states:
        return first(draft, today, project)
    found = moved_opening(draft, project)
    if {*TOLD, "closed_on"} & draft.before.keys():
        found += moved(draft, project, today)
    return found


def state(draft: Draft, day: Any, **changes: Any) -> dict[str, Any]:
    told = {name: draft.fields[name] for name in TOLD} | changes
    return {"account_id": draft.fields["account_id"], "date": day, **told}


def first(draft: Draft, today: date, project: Known | None) -> list[Wanted]:
    """Opened, and if it is decided closed too. What it would be worth when it was opened is not
    known of a project that is decided."""
    opened, stage = draft.fields["opened_on"], draft.fields["stage"]
    if stage in OPEN:
        states = [state(draft, opened)]
    else:
        states = [
            state(draft, opened, stage=Stage.LEAD.value, value_base="0.00", reason=""),
            decision(draft),
        ]
    if stage not in (*OPEN, *DECIDED):
        states.append(state(draft, today.isoformat()))
    since = project.not_before if project else None
    return [Wanted(fields, not_before=since) for fields in states]


def decision(draft: Draft) -> dict[str, Any]:
    """Won or lost on the day it was closed; delivery and after-sales follow a win."""
    stage = draft.fields["stage"]
    return state(
        draft, draft.fields["closed_on"], stage=stage if stage in DECIDED else Stage.WON.value
    )


def moved_opening(draft: Draft, project: Known) -> list[Wanted]:
    """The day of opening was wrong: so was that of the state it was opened with."""
    opening = project.opening
    if "opened_on" not in draft.before or opening is None:
        return []
    told = {name: opening[name] for name in TOLD}
    return [Wanted(state(draft, draft.fields["opened_on"], **told), opening["id"])]


def moved(draft: Draft, project: Known, today: date) -> list[Wanted]:
    """A decision is corrected or added on its day; elsewhere the project stands from today."""
    stage, made, newest = draft.fields["stage"], project.decision, project.newest
    found = []
    if stage not in OPEN and (stage in DECIDED or not made or "closed_on" in draft.before):
        found.append(Wanted(decision(draft), made["id"] if made else None, project.not_before))
    if stage not in DECIDED and set(TOLD) & draft.before.keys():
        day = max(today.isoformat(), newest["date"])
        again = newest["date"] == day and newest["stage"] not in DECIDED
        found.append(Wanted(state(draft, day), newest["id"] if again else None, project.not_before))
    return found
