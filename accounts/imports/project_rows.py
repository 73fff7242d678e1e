"""Files of projects, also called opportunities."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext, override

from accounts.imports import checks, fact_cells, matching
from accounts.imports.people import People
from accounts.imports.project_known import OWN, TOLD, Known, KnownProjects
from accounts.imports.project_save import save, undo
from accounts.imports.rows import Draft
from accounts.models import Account, Project, ProjectState
from accounts.models.batch import ImportBatch
from accounts.models.project_state import DECIDED, OPEN, WON, Stage
from staff.models import Company, User

__all__ = ["judge", "save", "undo"]

WORDS = {
    Stage.LEAD: "prospecting prospect qualification 线索 商机",
    Stage.RELATION: "engaging engaged 跟进 跟进中",
    Stage.PROPOSAL: "proposal tender bid quotation 方案 报价 投标",
    Stage.CONTRACT: "contracting 签约",
    Stage.WON: "closedwon win 成交 已成交 赢单 中标",
    Stage.LOST: "closedlost lose 丢单 输单 未中标",
}
STAGES = {word: stage.value for stage, words in WORDS.items() for word in words.split()}
BLANK: dict[str, Any] = {
    **dict.fromkeys(("code", "name", "product", "reason"), ""),
    "opened_on": None,
    "closed_on": None,
    "owner_id": None,
    "stage": Stage.LEAD.value,
    "value_base": "0.00",
    "is_strategic": False,
}


def cells() -> dict[str, "models.Field[Any, Any]"]:
    """The fields a cell can fill, by the names they have in a file."""
    own = {name: Project._meta.get_field(name) for name in OWN if not name.endswith("_id")}
    told = {name: ProjectState._meta.get_field(name) for name in TOLD}
    found: dict[str, Any] = {**own, **told, "closed_on": ProjectState._meta.get_field("date")}
    return found


def judge(drafts: list[Draft], batch: ImportBatch) -> dict[str, Any]:
    accounts = matching.match_drafts(drafts, batch.created_by, ("account",), "account_name")
    fact_cells.read(drafts, cells(), batch, STAGES)
    good = [draft for draft in drafts if not draft.reason]
    for draft in good:
        draft.fields["account_id"] = accounts[draft.line]
    notes = link_owners(good, batch) | drop_expected(good)
    known = KnownProjects({d.text("code") for d in good} - {""}, set(accounts.values()))
    excuse = no_reason()
    for draft in good:
        compare(draft, find(draft, known), excuse)
    complete([draft for draft in good if draft.outcome == "new"], batch, excuse)
    refuse([draft for draft in good if draft.outcome != "unchanged"], batch, known)
    new = [d for d in good if d.outcome == "new" and not d.reason]
    return notes | {"opened_today": sum(not draft.text("opened_on") for draft in new)}


def link_owners(drafts: list[Draft], batch: ImportBatch) -> dict[str, Any]:
    """An owner nobody knows is left out and told: a project without one is better than none."""
    sellers = People(User.objects.sellers(), batch.created_by)
    unknown = []
    for draft in drafts:
        if text := draft.text("owner"):
            if (owner := sellers.find(text)) is None:
                unknown.append(text)
            draft.fields["owner_id"] = owner
    return {"without_owner": len(unknown), "unknown_owners": sorted(set(unknown))[:5]}


def drop_expected(drafts: list[Draft]) -> dict[str, Any]:
    """Many systems give open projects the day they hope for; that is no day of a decision."""
    expected = [
        d for d in drafts if d.fields.get("closed_on") and d.fields.get("stage", Stage.LEAD) in OPEN
    ]
    for draft in expected:
        del draft.fields["closed_on"]
    return {"expected_days": len(expected)}


def find(draft: Draft, known: KnownProjects) -> Known | None:
    """The project a row means, also one that is gone; sets what the row is about."""
    fields, code = draft.fields, draft.fields.get("code")
    if code:
        project = known.by_code.get(code)
        draft.identity = project.pk if project else code
        if project and project.fields["account_id"] != fields["account_id"]:
            draft.reject("code", "taken_project")
        return project
    fields.setdefault("name", fields.get("product", ""))
    found = known.named(fields)
    if len(found) > 1:
        draft.reject("name", "several")
    draft.identity = (
        found[0].pk if found else (fields["account_id"], fields["name"], fields.get("opened_on"))
    )
    return found[0] if found else None


def no_reason() -> str:
    """A decision needs a reason, and files seldom have one."""
    with override(Company.current().language):
        return gettext("Imported: no reason given")


def compare(draft: Draft, project: Known | None, excuse: str) -> None:
    """What the row adds or changes; what it does not say stays."""
    draft.object_id = project.pk if project else None
    given = draft.fields
    if project is None or not project.states:
        draft.outcome, draft.fields = "new", BLANK | given
        return
    if given.get("owner_id", 0) is None:
        del given["owner_id"]
    view = project.view(given.get("stage"))
    draft.fields = view | given
    moved = draft.fields["stage"] != view["stage"]
    if moved and "reason" not in given:
        draft.fields["reason"] = ""  # why it was lost says nothing of why it was won
    if draft.fields["stage"] in DECIDED or project.decision is None:
        excused(draft, excuse)
    draft.before = {name: view[name] for name in view if view[name] != draft.fields[name]}
    draft.outcome = "changed" if draft.before else "unchanged"


def excused(draft: Draft, excuse: str) -> None:
    if draft.fields["stage"] not in OPEN and not draft.fields["reason"].strip():
        draft.fields["reason"] = excuse


def complete(drafts: list[Draft], batch: ImportBatch, excuse: str) -> None:
    """What a new project has besides: a name, a day, an owner where the file names nobody."""
    owners = dict(
        Account.objects.filter(pk__in={d.fields["account_id"] for d in drafts}).values_list(
            "pk", "owner"
        )
    )
    today = fact_cells.day_of(batch).isoformat()
    for draft in drafts:
        fields = draft.fields
        fields["name"] = fields["name"] or fields["product"] or fields["code"]
        fields["opened_on"] = fields["opened_on"] or min(today, fields["closed_on"] or today)
        if not draft.text("owner"):
            fields["owner_id"] = owners[fields["account_id"]]
        excused(draft, excuse)


def refuse(drafts: list[Draft], batch: ImportBatch, known: KnownProjects) -> None:
    """All that the forms ask of a project and of its states."""
    today = fact_cells.day_of(batch).isoformat()
    own = [name for name in OWN if not name.endswith("_id")]
    for draft in drafts:
        if draft.reason:
            continue
        if not draft.fields["name"]:
            draft.reject("name", "empty")
        refuse_days(draft, today)
        if draft.outcome == "changed" and draft.object_id:
            refuse_disorder(draft, known.by_pk[draft.object_id])
        checks.check(draft, Project(**{name: draft.fields[name] for name in OWN}), own)
        state = ProjectState(**{name: draft.fields[name] for name in TOLD})
        checks.check(draft, state, list(TOLD))


def refuse_days(draft: Draft, today: str) -> None:
    opened, closed = draft.fields["opened_on"], draft.fields["closed_on"]
    if draft.fields["stage"] not in OPEN and not closed:
        draft.reject("closed_on", "empty")
    for name, day in (("opened_on", opened), ("closed_on", closed)):
        if day and day > today:
            draft.reject(name, "future")
    if closed and closed < opened:
        draft.reject("closed_on", "before_opened")


def refuse_disorder(draft: Draft, project: Known) -> None:
    """A decision has the last word, and nothing was before the project was opened."""
    fields, newest = draft.fields, project.newest
    follows_win = fields["stage"] == Stage.WON and newest["stage"] in WON
    decides = fields["stage"] in DECIDED and newest is not project.decision
    if decides and newest["date"] > fields["closed_on"] and not follows_win:
        draft.reject("closed_on", "later_state", newest["date"])
    others: Iterable[str] = (s["date"] for s in project.states if s is not project.opening)
    earliest = min(others, default=fields["opened_on"])
    if "opened_on" in draft.before and earliest < fields["opened_on"]:
        draft.reject("opened_on", "earlier_state", earliest)
