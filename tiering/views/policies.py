"""The policy as text to read; editing it is another page's work."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from staff.http import Request, require
from staff.permissions import Permission
from tiering.labels_policy import described
from tiering.models import PolicyVersion

FRAME = {"nav": "tiering", "subnav": "policies"}


@require_GET
@require(Permission.POLICY_VIEW)
def policy_list(request: Request) -> HttpResponse:
    versions = PolicyVersion.objects.for_list()
    return render(request, "tiering/policy_list.html", {**FRAME, "versions": versions})


@require_GET
@require(Permission.POLICY_VIEW)
def policy_detail(request: Request, number: int) -> HttpResponse:
    version = get_object_or_404(
        PolicyVersion.objects.for_list().select_related("base", "author", "approver"), number=number
    )
    context = {**FRAME, "version": version, "sections": described(version.policy)}
    return render(request, "tiering/policy_detail.html", context)
