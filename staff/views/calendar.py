"""The address of one's calendar: made, shown once, made anew, revoked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from staff.http import Request, require
from staff.permissions import Permission
from staff.services import calendar_addresses


@require(Permission.VISIT_VIEW)
@require_POST
@never_cache
def calendar_create(request: Request) -> HttpResponse:
    """The page with the new address: it is not kept, so nothing can show it again."""
    token = calendar_addresses.give(user=request.user, by=request.user)
    url = settings.SITE_URL.rstrip("/") + reverse("calendar_feed", args=[token])
    context = {"nav": "settings", "url": url, "webcal": "webcal://" + url.partition("://")[2]}
    return render(request, "staff/calendar_address.html", context)


@require(Permission.VISIT_VIEW)
@require_POST
def calendar_revoke(request: Request) -> HttpResponse:
    if calendar_addresses.revoke(user=request.user, by=request.user):
        messages.success(request, _("The calendar address no longer works."))
    return redirect("profile")
