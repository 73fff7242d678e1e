"""The documents of a plan: added and removed on its page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.models import Plan
from plans.services.plan_files import add_plan_file, remove_plan_file
from plans.views.pages import page_of, worked
from relationships.forms_files import FileForm
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.PLAN_EDIT)
@require_POST
def plan_file_add(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), FileForm(request.POST, request.FILES)
    if saved(form, add_plan_file, plan=plan, by=request.user):
        messages.success(request, _("The document is added."))
        return _back(plan)
    return page_of(request, plan, file_form=form)


@require(Permission.PLAN_EDIT)
@require_POST
def plan_file_remove(request: Request, pk: int, file: int) -> HttpResponse:
    """Or say why not: the plan may have been submitted meanwhile."""
    plan = worked(request, pk)
    link = get_object_or_404(plan.plan_files.select_related("file"), file=file)
    try:
        remove_plan_file(link=link, by=request.user, today=clock.today())
    except ValidationError as refusal:
        return page_of(request, plan, " ".join(refusal.messages))
    messages.success(request, _("The document is removed. Its name stays, with who removed it."))
    return _back(plan)


def _back(plan: Plan) -> HttpResponse:
    return redirect(reverse("plan_detail", args=[plan.pk]) + "#files")
