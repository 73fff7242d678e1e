"""The criteria editor: a draft in sentences and tables, and what it would do, live."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staff.http import Request, require
from staff.permissions import Permission
from tiering import policy_fields, tasks
from tiering.differences import differences
from tiering.engine import Policy
from tiering.forms_policy import NoteForm
from tiering.models import BackTest, CurrentRun, PolicyVersion, Trial
from tiering.models.policy import PolicyStatus
from tiering.policy_sections import SCORED, Section, only_unscored, sections_of
from tiering.policy_weights import Board
from tiering.services import policy_life
from tiering.services.policies import trial_of
from tiering.services.runs import request_run
from tiering.services.trials import record_trial
from tiering.views.panel import asked_panel
from tiering.whatif_page import Panel, whatif_of

FRAME = {"nav": "tiering", "subnav": "policies"}
# Sections the sentences of the page speak of; the others follow as tables.
SPOKEN = {"window", "pyramid", "abc", "pattern", "hysteresis"}


@require_http_methods(["GET", "POST"])
@require(Permission.POLICY_EDIT)
def policy_edit(request: Request, number: int) -> HttpResponse:
    """The page; a POST saves what was typed and answers with the parts that follow from it."""
    version = get_object_or_404(versions(), number=number)
    if version.status != PolicyStatus.DRAFT:
        return redirect("policy_detail", number=number)
    if request.method == "POST":
        return _saved(request, version)
    policy, base = version.policy, _base(version)
    sections = sections_of(policy, base, without=SPOKEN)
    context = {
        **FRAME,
        "fields": policy_fields.fields_of(policy, base),
        "selection": _selection_weights(sections),
        "selection_is_scored": "selection" in SCORED,
        "sections": sections,
        **_parts(request, version, policy),
    }
    return render(request, "tiering/policy_edit.html", context)


@require_POST
@require(Permission.POLICY_EDIT)
def policy_draft(request: Request, number: int) -> HttpResponse:
    """A new draft with the document of this version."""
    base = get_object_or_404(PolicyVersion.objects.frozen(), number=number)
    draft = policy_life.create_draft(base=base, by=request.user)
    return redirect("policy_edit", number=draft.number)


@require_POST
@require(Permission.POLICY_EDIT)
def policy_measure(request: Request, number: int) -> HttpResponse:
    """A trial run in the worker, for a draft whose windows no run has measured yet."""
    version = get_object_or_404(versions(), number=number)
    current = CurrentRun.get()
    if current is not None and version.base is not None:
        changes = {each.path: each.value for each in differences(_base(version), version.policy)}
        trial = trial_of(base=version.base, changes=changes, by=request.user)
        run = request_run(as_of=current.as_of, by=request.user, policy=trial)
        tasks.execute.delay_on_commit(run_id=run.pk)
        return redirect("run_detail", pk=run.pk)
    return redirect("policy_edit", number=number)


@require_POST
@require(Permission.POLICY_EDIT)
def policy_discard(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(versions(), number=number)
    policy_life.discard_draft(version=version, by=request.user)
    messages.success(request, _("The draft was discarded."))
    return redirect("policy_list")


@require_POST
@require(Permission.POLICY_EDIT)
def policy_submit(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(versions(), number=number)
    try:
        policy_life.submit(version=version, by=request.user)
    except ValidationError as problem:
        for message in problem.messages:
            messages.error(request, message)
        return redirect("policy_edit", number=number)
    messages.success(request, _("Submitted. A sales manager can approve it now."))
    return redirect("policy_detail", number=number)


def versions() -> Any:
    return PolicyVersion.objects.for_list().select_related("trial", "backtest")


def _saved(request: Request, version: PolicyVersion) -> HttpResponse:
    """Save what was typed, try it on the book, and answer with what changed on the page."""
    read = policy_fields.typed(request.POST, version.policy)
    policy, conflict = policy_fields.checked(version.policy, read), ""
    if policy is not None and read.changes:
        try:
            version = policy_life.save_draft(
                version=version,
                changes=read.changes,
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
        except policy_life.SavedMeanwhile as problem:
            policy, conflict = None, problem.messages[0]
    _describe(request, version)
    errors = [(path, policy_fields.label_of(path), reason) for path, reason in read.errors.items()]
    shown = policy if policy is not None else version.policy
    context = {
        **_parts(request, get_object_or_404(versions(), pk=version.pk), shown),
        "errors": errors,
        "conflict": conflict,
        "stale": policy is None,
    }
    return render(request, "tiering/_policy_saved.html", context)


def _describe(request: Request, version: PolicyVersion) -> None:
    form = NoteForm(request.POST)
    if form.is_valid() and form.cleaned_data["note"] != version.note:
        policy_life.describe_draft(version=version, note=form.cleaned_data["note"], by=request.user)


def _base(version: PolicyVersion) -> Policy:
    return version.base.policy if version.base else version.policy


def _parts(request: Request, version: PolicyVersion, policy: Policy) -> dict[str, Any]:
    """What follows from the document: the what-if, the differences, the steps."""
    panel, reason = _panel(request, version, policy)
    found = differences(_base(version), policy)
    return {
        "version": version,
        "policy": policy,
        "panel": panel,
        "no_panel": reason,
        "tried": _tried(version),
        "tested": _tested(version),
        "differences": found,
        "only_unscored": only_unscored(found),
        "missing": policy_life.missing_for_submission(version),
        "errors": [],
        "conflict": "",
        "stale": False,
        "oob": request.method == "POST",
        "read_only": False,
    }


def _tested(version: PolicyVersion) -> BackTest | None:
    test: BackTest | None = getattr(version, "backtest", None)
    return test if test is not None and test.holds else None


def _tried(version: PolicyVersion) -> Trial | None:
    trial: Trial | None = getattr(version, "trial", None)
    return trial if trial is not None and trial.holds else None


def _panel(request: Request, version: PolicyVersion, policy: Policy) -> tuple[Panel | None, str]:
    """The what-if of this document, kept as the draft's trial; or why there is none."""
    current = CurrentRun.get()
    if current is None:
        return None, "no_run"
    whatif = whatif_of(current, policy, request.user)
    if whatif is None:
        return None, "other_windows"
    if request.method == "POST" and policy.hash() == version.hash:
        moves = whatif.of_everybody().moves()
        version.trial = record_trial(version=version, run=current, moves=moves, by=request.user)
    return asked_panel(request, current, policy, whatif), ""


def _selection_weights(sections: list[Section]) -> Board:
    """The weights people come for; they leave their section and stand above all others."""
    section = next(each for each in sections if each.code == "selection")
    return section.boards.pop(0)
