"""Settings: how much care is too much."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from relationships.care_forms import CareLimitsForm
from relationships.models import CareLimits
from relationships.services.care_limits import update_care_limits
from relationships.views.saving import saved
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.STANDARD_EDIT)
def care_limits_edit(request: Request) -> HttpResponse:
    form = CareLimitsForm(request.POST or None, instance=CareLimits.current())
    if saved(form, update_care_limits, by=request.user):
        messages.success(request, _("The limits of care are saved."))
        return redirect("care_limits_edit")
    context = {"form": form, "nav": "settings", "subnav": "care_limits"}
    status = 422 if form.errors else 200
    return render(request, "relationships/care_limits.html", context, status=status)
