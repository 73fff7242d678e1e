"""Weights from comparing criteria in pairs: a part of the editor that only calculates."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from staff.http import Request, require
from staff.permissions import Permission
from tiering.models import PolicyVersion
from tiering.models.policy import PolicyStatus
from tiering.pairs import choices, pairs_of, sentences
from tiering.policy_fields import fields_of
from tiering.policy_weights import WEIGHTS, board_of


@require_GET
@require(Permission.POLICY_EDIT)
def policy_pairs(request: Request, number: int) -> HttpResponse:
    """The comparison of one list of weights, or only what came out of it while people judge."""
    drafts = PolicyVersion.objects.filter(status=PolicyStatus.DRAFT)
    version = get_object_or_404(drafts, number=number)
    policy = version.policy
    path = request.GET.get("list", "")
    path = path if path in WEIGHTS else "selection.weights"
    fields = fields_of(policy, policy)
    for name in path.split("."):
        fields = fields[name]
    pairs = pairs_of(board_of(path, fields.values()), request.GET.dict(), policy.score.ahp_cr_max)
    context = {"version": version, "pairs": pairs, "choices": choices(), "sentences": sentences()}
    judged = "pair.0.1" in request.GET
    name = "tiering/_pairs_result.html" if judged else "tiering/_pairs.html"
    return render(request, name, context)
