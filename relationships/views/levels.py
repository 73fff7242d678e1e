"""The relationship tab of an account."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import Account
from relationships.relation_page import head_of
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.CONTACT_VIEW)
def account_relationship(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user).for_page(), pk=pk)
    context = {
        "account": account,
        "tab": "relationship",
        "nav": "accounts",
        "standing": head_of(account, clock.today()),
    }
    return render(request, "relationships/account_relationship.html", context)
