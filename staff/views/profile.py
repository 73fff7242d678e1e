"""What people change for themselves: name, phone, language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff.forms import ProfileForm
from staff.http import Request
from staff.middleware import LANGUAGE_CODES
from staff.models import CalendarAddress, User
from staff.permissions import Permission, has_permission
from staff.services import users

YEAR = 365 * 24 * 3600


def profile(request: Request) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        user = users.update_profile(user=request.user, by=request.user, **form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Your profile was saved."))
        return redirect("profile")
    context = {
        "nav": "settings",
        "form": form,
        "calendar": CalendarAddress.objects.filter(user=request.user).first(),
        "may_calendar": has_permission(request.user, Permission.VISIT_VIEW),
    }
    return render(request, "staff/profile.html", context)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language of the pages: kept with the user, and in a cookie for the log-in page."""
    response = redirect(_safe_next(request))
    language = request.POST.get("language", "")
    if language not in LANGUAGE_CODES:
        return response
    if isinstance(request.user, User):
        users.set_language(user=request.user, by=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where the reader was, if that is a page of ours."""
    for url in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url and url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        ):
            return url
    return resolve_url("/")
