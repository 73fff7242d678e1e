"""Saving a file of projects, and undoing it."""

from typing import Any

from django.utils import timezone

from accounts.imports import fact_cells, fact_writing, project_states, rows
from accounts.imports.project_known import OWN, Known, KnownProjects
from accounts.imports.rows import Draft
from accounts.models import Project, ProjectState
from accounts.models.batch import ImportBatch
from staff.models import User

WRITTEN = ["name", "product", "owner", "opened_on"]


def save(drafts: list[Draft], batch: ImportBatch) -> rows.Saved:
    """Projects, then their states; refused if any stands otherwise than when it was checked."""
    fact_writing.lock()
    accounts = {draft.fields["account_id"] for draft in drafts}
    fact_writing.refuse_strangers(accounts, batch.created_by)
    known = KnownProjects({d.fields["code"] for d in drafts} - {""}, accounts)
    rows.refuse_changed(sum(stands_as_checked(draft, known) for draft in drafts), len(drafts))
    projects = [known.by_pk.get(draft.object_id or 0) for draft in drafts]
    write_projects(drafts)
    wanted, counts = [], []
    today = fact_cells.day_of(batch)
    for draft, project in zip(drafts, projects, strict=True):
        states = project_states.wanted(draft, project, today)
        counts.append(len(states))
        wanted += [w._replace(fields=w.fields | {"project_id": draft.object_id}) for w in states]
    pairs = iter(fact_writing.write(ProjectState, wanted, batch, timezone.now()))
    return [
        (draft.object_id or 0, before_of(draft),
         {"project": own(draft.fields), "states": [next(pairs) for _each in range(count)]})
        for draft, count in zip(drafts, counts, strict=True)
    ]  # fmt: skip


def stands_as_checked(draft: Draft, known: KnownProjects) -> bool:
    project: Known | None
    if draft.outcome == "new":
        project = known.by_code.get(draft.fields["code"]) if draft.fields["code"] else None
        named = [] if draft.fields["code"] else known.named(draft.fields)
        return not named and (project.pk if project else None) == draft.object_id and not (
            project and project.states
        )  # fmt: skip
    project = known.by_pk.get(draft.object_id or 0)
    if project is None or not project.states:
        return False
    stage = draft.fields["stage"] if draft.fields["stage"] else None
    return rows.holds(project.view(stage), draft.before)


def own(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in OWN}


def before_of(draft: Draft) -> dict[str, Any] | None:
    return (
        None if draft.outcome == "new" else {n: draft.before[n] for n in OWN if n in draft.before}
    )


def write_projects(drafts: list[Draft]) -> None:
    """New ones; changed ones, and those that were gone and come again."""
    again = [d for d in drafts if d.object_id and (d.outcome == "new" or before_of(d))]
    set_fields({draft.object_id or 0: own(draft.fields) for draft in again})
    new = [draft for draft in drafts if draft.object_id is None]
    made = Project.objects.bulk_create([Project(**own(d.fields)) for d in new], batch_size=2000)
    for draft, project in zip(new, made, strict=True):
        draft.object_id = project.pk


def set_fields(values: dict[int, dict[str, Any]]) -> None:
    projects = list(Project.objects.filter(pk__in=values))
    for project in projects:
        for name, value in values[project.pk].items():
            setattr(project, name, value)
    Project.objects.bulk_update(projects, WRITTEN, batch_size=500)


def undo(changes: rows.Saved, batch: ImportBatch, by: User | None) -> None:
    """A project the batch made has no state any more, so it is gone; its history stays."""
    fact_writing.refuse_handed_over(ProjectState, batch, by)
    changed = {pk: (before, after["project"]) for pk, before, after in changes if before}
    rows.expect(
        Project, {pk: {n: after[n] for n in before} for pk, (before, after) in changed.items()}
    )
    set_fields({pk: before for pk, (before, _after) in changed.items()})
    pairs = [(new, old) for _pk, _before, after in changes for new, old in after["states"]]
    fact_writing.take_back(ProjectState, pairs, batch, timezone.now(), by)
