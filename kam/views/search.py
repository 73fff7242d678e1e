"""Search everything: accounts and people, below the top bar and as a page."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import Account, Contact
from staff.http import Request

SHORT = 6
LONG = 50


def search(request: Request) -> HttpResponse:
    """What the user may open, nothing else; the address keeps the words."""
    text = request.GET.get("q", "").strip()[:100]
    most = SHORT if request.htmx else LONG
    accounts = Account.objects.visible_to(request.user).search(text).for_list()
    contacts = Contact.objects.visible_to(request.user).active().search(text).for_list()
    context = {
        "nav": "",
        "text": text,
        "accounts": list(accounts.order_by("sort_key", "pk")[:most]) if text else [],
        "contacts": list(contacts[:most]) if text else [],
        "most": most,
    }
    return render(request, "search/_results.html" if request.htmx else "search/page.html", context)
