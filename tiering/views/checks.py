"""Consistency checks of the run in view: classes that contradict each other or the care taken."""

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staff.http import Request, require
from staff.permissions import Permission
from tiering.checks import Checks, Code, checks_of
from tiering.checks_page import LATER, checks_with_rows
from tiering.models import CurrentRun

FRAME = {"nav": "tiering", "subnav": "checks"}
FEW = 5  # accounts of a check beside the others
PER_PAGE = 50


@require_GET
@require(Permission.TIER_VIEW)
def consistency(request: Request) -> HttpResponse:
    run = CurrentRun.get()
    if run is None:
        return render(request, "tiering/checks_empty.html", FRAME)
    policy, found = run.policy.policy, checks_of(request.user, run)
    only, page = _asked(request, found)

    def parts(code: Code, ids: list[int]) -> list[int]:
        if page is not None:
            return list(page.object_list) if code == only else []
        return ids[:FEW]

    checks = checks_with_rows(found, request.user, policy, parts)
    context = {
        **FRAME,
        "run": run,
        "found": found,
        "rule": policy.key_account,
        "only": only,
        "page": page,
        "failing": [check for check in checks if check.count and only in (None, check.code)],
        "passing": [check for check in checks if not check.count],
        "later": LATER,
    }
    name = "tiering/_checks.html" if request.htmx else "tiering/checks.html"
    return render(request, name, context)


def _asked(request: Request, found: Checks) -> tuple[Code | None, Page[int] | None]:
    """One check alone, and the page of its accounts."""
    asked = request.GET.get("check", "")
    only = next((code for code in found.found if code == asked), None)
    if only is None:
        return None, None
    ids = found.found[only].tolist()
    return only, Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
