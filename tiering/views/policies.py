"""Policy versions to read: the list, one of them, two side by side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.differences import differences
from tiering.forms_policy import ApprovalForm, ReasonForm
from tiering.labels_policy import described
from tiering.models import CurrentRun, PolicyVersion
from tiering.models.policy import PolicyStatus
from tiering.policy_sections import only_unscored
from tiering.services.policy_life import decides_over_policies, policy_deciders
from tiering.views.panel import asked_panel
from tiering.whatif import LADDERS
from tiering.whatif_page import whatif_of

FRAME = {"nav": "tiering", "subnav": "policies"}


@require_GET
@require(Permission.POLICY_VIEW)
def policy_list(request: Request) -> HttpResponse:
    versions = PolicyVersion.objects.for_list()
    context = {
        **FRAME,
        "versions": versions,
        "in_force": next(each for each in versions if each.status == PolicyStatus.PUBLISHED),
        "may_edit": has_permission(request.user, Permission.POLICY_EDIT),
    }
    return render(request, "tiering/policy_list.html", context)


@require_GET
@require(Permission.POLICY_VIEW)
def policy_detail(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(PolicyVersion.objects.for_list(), number=number)
    return render(request, "tiering/policy_detail.html", detail_context(request, version))


def detail_context(
    request: Request,
    version: PolicyVersion,
    approval: ApprovalForm | None = None,
    reason: ReasonForm | None = None,
) -> dict[str, Any]:
    """What the page of a version prints; forms that came back with mistakes stay as they are."""
    approves = decides_over_policies(request.user)
    others_work = not version.was_written_by(request.user)
    waits = version.status in (PolicyStatus.SUBMITTED, PolicyStatus.APPROVED)
    base = _before(version)
    found = differences(base.policy, version.policy) if base else []
    is_submitted = version.status == PolicyStatus.SUBMITTED
    return {
        **FRAME,
        "version": version,
        "base": base,
        "sections": described(version.policy),
        "differences": found,
        "only_unscored": only_unscored(found),
        "panel": _panel(request, version) if waits else None,
        "systems": list(LADDERS),
        "may_edit": has_permission(request.user, Permission.POLICY_EDIT),
        "may_approve": approves and others_work and is_submitted,
        "is_own": not others_work and is_submitted,
        "approvers": _approvers(version) if is_submitted else "",
        "may_return": approves and waits,
        "may_restore": approves and others_work and version.status == PolicyStatus.SUPERSEDED,
        "approval": approval or ApprovalForm(today=clock.today()),
        "reason": reason or ReasonForm(),
    }


def _before(version: PolicyVersion) -> PolicyVersion | None:
    """What it is read against: until it has been in force, the version that is."""
    open_states = (PolicyStatus.DRAFT, PolicyStatus.SUBMITTED, PolicyStatus.APPROVED)
    return PolicyVersion.objects.published() if version.status in open_states else version.base


def _approvers(version: PolicyVersion) -> str:
    """The names of those who may approve it; empty if nobody may."""
    heads = policy_deciders().exclude(pk=version.author_id or 0)
    heads = heads.exclude(pk__in=version.editors.order_by().values("pk"))
    return _(", ").join(str(head) for head in heads.order_by("pk"))


def _panel(request: Request, version: PolicyVersion) -> Any:
    """What the version would do to the book as it stands today."""
    current = CurrentRun.get()
    whatif = whatif_of(current, version.policy, request.user) if current else None
    if current is None or whatif is None:
        return None
    return asked_panel(request, current, version.policy, whatif)


@require_GET
@require(Permission.POLICY_VIEW)
def policy_compare(request: Request, number: int) -> HttpResponse:
    """The differences of any two versions, as sentences."""
    version = get_object_or_404(PolicyVersion.objects.for_list(), number=number)
    versions = PolicyVersion.objects.for_list()
    wanted = request.GET.get("with", "")
    others = [each for each in versions if each.pk != version.pk]
    other = next((each for each in others if str(each.number) == wanted), None)
    other = other or version.base or next(iter(others), version)
    context = {
        **FRAME,
        "version": version,
        "other": other,
        "others": others,
        "differences": differences(other.policy, version.policy),
    }
    return render(request, "tiering/policy_compare.html", context)
