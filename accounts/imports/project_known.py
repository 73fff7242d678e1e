"""Projects that a file may speak of, as they stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from accounts.imports import rows
from accounts.models import Project, ProjectState
from accounts.models.project_state import DECIDED, OPEN

OWN = ("account_id", "code", "name", "product", "owner_id", "opened_on")
TOLD = ("stage", "value_base", "is_strategic", "reason")
State = dict[str, Any]


@dataclass
class Known:
    """One project: its own fields and current states, oldest first; without any it is gone."""

    pk: int
    fields: dict[str, Any]
    states: list[State] = field(default_factory=list)
    known_until: datetime | None = None  # when the last of its former states was closed

    @property
    def newest(self) -> State:
        return self.states[-1]

    @property
    def decision(self) -> State | None:
        """The newest state that says won or lost; delivery may have followed."""
        return next((s for s in reversed(self.states) if s["stage"] in DECIDED), None)

    @property
    def opening(self) -> State | None:
        day = self.fields["opened_on"]
        return next((s for s in self.states if s["date"] == day and s["stage"] in OPEN), None)

    @property
    def not_before(self) -> datetime | None:
        """What comes now was not known before what is known."""
        moments = [self.known_until, *(s["known_from"] for s in self.states)]
        return max((m for m in moments if m), default=None)

    def view(self, stage: str | None) -> dict[str, Any]:
        """The project as a row of a file would tell it: a row that says won or lost tells the
        decision, any other where the project stands."""
        decision, state = self.decision, self.newest
        if decision and (stage in DECIDED or (not stage and state["stage"] in DECIDED)):
            state = decision
        told = {name: state[name] for name in TOLD}
        return {**self.fields, **told, "closed_on": decision and decision["date"]}


class KnownProjects:
    """Found by number, else by account, name and day of opening."""

    def __init__(self, codes: Iterable[str], accounts: Iterable[int]) -> None:
        found = Project.objects.filter(Q(code__in=list(codes)) | Q(account__in=list(accounts)))
        self.by_pk = {
            row["id"]: Known(row["id"], {name: rows.plain(row[name]) for name in OWN})
            for row in found.order_by("pk").values("id", *OWN)
        }
        self._read_states()
        self.by_code = {p.fields["code"]: p for p in self.by_pk.values() if p.fields["code"]}
        self.by_name: dict[tuple[int, str], list[Known]] = defaultdict(list)
        for project in self.by_pk.values():
            if project.states:
                self.by_name[project.fields["account_id"], project.fields["name"]].append(project)

    def _read_states(self) -> None:
        states = ProjectState.objects.filter(project__in=list(self.by_pk))
        current = states.current().order_by("date", "known_from", "pk")
        for row in current.values("id", "project_id", "date", "known_from", *TOLD):
            moment = row.pop("known_from")
            state = {name: rows.plain(value) for name, value in row.items()}
            self.by_pk[row["project_id"]].states.append(state | {"known_from": moment})
        closed = states.exclude(known_to=None).order_by().values_list("project_id")
        for pk, until in closed.annotate(Max("known_to")):
            self.by_pk[pk].known_until = until

    def named(self, fields: dict[str, Any]) -> list[Known]:
        """Projects that a row without a number may mean."""
        found = self.by_name.get((fields["account_id"], fields.get("name", "")), [])
        day = fields.get("opened_on")
        return [p for p in found if not day or p.fields["opened_on"] == day]
