"""The route of a day: whom to see where, put into the plan in one act, printed for the way."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kam.lib.days import full_day
from relationships.forms import RouteDayForm, RoutePlanForm
from relationships.route import route_of
from relationships.services import routes
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.VISIT_LOG)
@require_GET
def route_page(request: Request) -> HttpResponse:
    """Due and planned accounts of the reader for `day`, today if none or no day is asked for."""
    today = clock.today()
    form = RouteDayForm(request.GET if "day" in request.GET else {"day": today})
    return _page(request, form, form.cleaned_data["day"] if form.is_valid() else today)


@require(Permission.VISIT_LOG)
@require_POST
def route_plan(request: Request) -> HttpResponse:
    """Plan a visit at each ticked account; nothing is planned if one of them can't be."""
    form = RoutePlanForm(request.POST)
    if form.is_valid():
        day, accounts = form.cleaned_data["day"], form.cleaned_data["accounts"]
        try:
            n = routes.plan_route(accounts=accounts, day=day, today=clock.today(), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            text = ngettext(
                "%(n)s visit is planned for %(day)s.", "%(n)s visits are planned for %(day)s.", n
            )
            messages.success(request, text % {"n": n, "day": full_day(day)})
            return redirect(f"{reverse('route')}?day={day}")
    day = form.cleaned_data.get("day") or clock.today()
    return _page(request, form, day)


def _page(request: Request, form: RouteDayForm, day: date) -> HttpResponse:
    context = {
        "nav": "relationships",
        "subnav": "route",
        "form": form,
        "route": route_of(request.user, day),
        "past": day < clock.today(),
        "title": _("Route of a day"),
    }
    return render(request, "relationships/route.html", context)
