"""The account team: who of ours looks after an account, and which seats are vacant."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from plans.team_page import team_of, with_contact_since
from plans.vacancies import vacancies
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

PER_PAGE = 50


@require_GET
def account_team(request: Request, pk: int) -> HttpResponse:
    """For everybody who may open the account: these are names of colleagues, not of contacts."""
    readable = with_contact_since(Account.objects.visible_to(request.user).for_page())
    account = get_object_or_404(readable, pk=pk)
    team = team_of(account, request.user, clock.today())
    frame = {"tab": "team", "nav": "accounts", "subnav": "accounts"}
    return render(request, "plans/team.html", {**frame, "account": account, "team": team})


@require(Permission.PLAN_VIEW)
@require_GET
def vacancy_list(request: Request) -> HttpResponse:
    """All seats that nobody holds at the key accounts in sight, the oldest first."""
    found = vacancies(Account.objects.visible_to(request.user), today=clock.today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    red = sum(each.is_red for each in found)
    context = {"nav": "plans", "subnav": "plans", "page": page, "red": red}
    return render(request, "plans/vacancy_list.html", context)
