"""The calendar feed: no login, a secret address instead."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kam.lib import ics
from kam.lib.limits import SECONDS, too_often
from relationships.agenda import Agenda
from staff import clock
from staff.models import Company
from staff.models.calendar_address import hash_of
from staff.services import calendar_addresses

BY_ADDRESS, BY_READER = 30, 120  # a minute; many colleagues may share a way out to the net


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """404 for an address that never was or was revoked, 429 for one that is asked too often."""
    reader = str(get_adapter(request).get_client_ip(request))
    if too_often("calendar", reader, most=BY_READER) or too_often(
        "calendar", hash_of(token), most=BY_ADDRESS
    ):
        return HttpResponse(status=429, headers={"Retry-After": str(SECONDS)})
    user = calendar_addresses.holder(token)
    if user is None:
        raise Http404
    company = Company.current()
    agenda = Agenda(user, today=clock.today(), zone=company.zone, site=settings.SITE_URL)
    with translation.override(user.language or company.language):
        text = ics.calendar(_("Visits"), agenda.events())
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, max-age=300", "Referrer-Policy": "no-referrer"},
    )
