"""The account team: who of ours looks after an account, by department."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Account
from plans.team_page import team_of, with_contact_since
from staff import clock
from staff.http import Request


@require_GET
def account_team(request: Request, pk: int) -> HttpResponse:
    """For everybody who may open the account: these are names of colleagues, not of contacts."""
    readable = with_contact_since(Account.objects.visible_to(request.user).for_page())
    account = get_object_or_404(readable, pk=pk)
    team = team_of(account, request.user, clock.today())
    frame = {"tab": "team", "nav": "accounts", "subnav": "accounts"}
    return render(request, "plans/team.html", {**frame, "account": account, "team": team})
