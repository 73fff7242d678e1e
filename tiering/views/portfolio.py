"""The portfolio matrix, and how one account comes to its place."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from kam.lib.classes import PortfolioQuadrant
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.models import CurrentRun, PolicyVersion
from tiering.portfolio import Portfolio, counts_from, portfolio_of
from tiering.portfolio_page import ADVICE, SHORT, drawing_of, groups_of, places_of

FRAME = {"nav": "tiering", "subnav": "portfolio"}
DRAWN = 200  # bubbles; more would hide each other
PER_PAGE = 50
MISSING = 20
FACTORS = 18


@require_GET
@require(Permission.BUSINESS_VIEW)
def portfolio(request: Request) -> HttpResponse:
    run, version, today = CurrentRun.get(), PolicyVersion.objects.published(), clock.today()
    policy = version.policy
    found = portfolio_of(user=request.user, run=run, policy=policy, as_of=today)
    quadrant = _quadrant(request)
    to_right = request.GET.get("axis") == "right"
    drawn = places_of(found, found.placed()[:DRAWN])
    listed = found.placed(quadrant)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    missing = found.missing()
    context = {
        **FRAME,
        "run": run,
        "version": version,
        "rule": policy.portfolio,
        "counts_from": counts_from(today, policy),
        "quadrant": quadrant,
        "to_right": to_right,
        "drawing": drawing_of(found, drawn, policy, to_right=to_right),
        "drawn": len(drawn),
        "page": page,
        "rows": places_of(found, list(page.object_list)),
        "total": len(found.placed()),
        "missing_count": len(missing),
        "missing": _missing(found, missing[:MISSING]),
        "may_rate": has_permission(request.user, Permission.FACT_EDIT),
    }
    name = "tiering/_portfolio.html" if request.htmx else "tiering/portfolio.html"
    return render(request, name, context)


def _quadrant(request: Request) -> int | None:
    asked = request.GET.get("quadrant", "")
    return int(asked) if asked in {str(code.value) for code in PortfolioQuadrant} else None


def _missing(found: Portfolio, rows: list[int]) -> list[tuple[Account, list[Any], int]]:
    """Accounts without a place, with the groups that lack ratings and how many (none: nothing is
    rated); one query."""
    ids = [int(found.account[row]) for row in rows]
    accounts = Account.objects.select_related("owner", "standing").in_bulk(ids)
    listed = []
    for pk, row in zip(ids, rows, strict=True):
        absent = found.absent(row)
        count = sum(len(kinds) for kinds in absent.values())
        groups = [(SHORT[group], len(kinds)) for group, kinds in absent.items() if count < FACTORS]
        listed.append((accounts[pk], groups, int(found.revenue[row])))
    return listed


@require_GET
@require(Permission.BUSINESS_VIEW)
def portfolio_account(request: Request, pk: int) -> HttpResponse:
    """One position explained, factor by factor."""
    readable = Account.objects.visible_to(request.user).select_related("owner")
    account = get_object_or_404(readable, pk=pk)
    run, version, today = CurrentRun.get(), PolicyVersion.objects.published(), clock.today()
    policy = version.policy
    found = portfolio_of(user=request.user, run=run, policy=policy, as_of=today, only=pk)
    place = places_of(found, [0])[0]
    context = {
        **FRAME,
        "account": account,
        "place": place,
        "advice": ADVICE.get(place.quadrant, ""),
        "groups": groups_of(found, 0, policy),
        "version": version,
        "rule": policy.portfolio,
        "as_of": today,
        "counts_from": counts_from(today, policy),
        "may_read_policy": has_permission(request.user, Permission.POLICY_VIEW),
    }
    return render(request, "tiering/portfolio_account.html", context)
