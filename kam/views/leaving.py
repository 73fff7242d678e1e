"""Letting a colleague go: the page says which accounts would be left behind."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from relationships.services.handover import let_go
from staff.http import Request, require
from staff.models import User
from staff.permissions import Permission


@require(Permission.STAFF_MANAGE)
def user_deactivate(request: Request, pk: int) -> HttpResponse:
    """Ask on GET, do on POST. Accounts stay with the owner until somebody hands them over."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    owned = Account.objects.open().filter(owner=person).count()
    context = {"nav": "settings", "subnav": "users", "person": person, "owned": owned}
    if request.method == "POST":
        try:
            let_go(user=person, by=request.user)
        except ValidationError as problem:
            return render(request, "staff/user_deactivate.html", {**context, "problem": problem})
        _say(request, person, owned)
        return redirect("user_edit", pk=pk)
    return render(request, "staff/user_deactivate.html", {**context, "problem": None})


def _say(request: Request, person: User, owned: int) -> None:
    messages.success(request, _("%(name)s can't log in any more.") % {"name": person})
    if owned:
        text = ngettext(
            "%(count)s open account still belongs to %(name)s. Hand it over.",
            "%(count)s open accounts still belong to %(name)s. Hand them over.",
            owned,
        )
        messages.warning(request, text % {"count": owned, "name": person})
