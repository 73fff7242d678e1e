"""The documents of a plan: added and removed on its page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.services.plan_files import add_plan_file, remove_plan_file, restore_plan_file
from plans.views.answers import done, kept
from plans.views.pages import worked
from relationships.forms_files import FileForm
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission

PLACE = "files"


@require(Permission.PLAN_EDIT)
@require_POST
def plan_file_add(request: Request, pk: int) -> HttpResponse:
    plan, form = worked(request, pk), FileForm(request.POST, request.FILES)
    said = _("The document is added.")
    return kept(
        request, plan, form, add_plan_file, place=PLACE, name="file_form", said=said, plan=plan
    )


@require(Permission.PLAN_EDIT)
@require_POST
def plan_file_remove(request: Request, pk: int, file: int) -> HttpResponse:
    plan = worked(request, pk)
    link = get_object_or_404(plan.plan_files.select_related("file"), file=file)
    said = _("The document is removed. Its name stays, with who removed it.")
    return done(
        request, plan, remove_plan_file, place=PLACE, said=said, link=link, today=clock.today()
    )


@require(Permission.PLAN_EDIT)
@require_POST
def plan_file_restore(request: Request, pk: int, file: int) -> HttpResponse:
    plan = worked(request, pk)
    links = plan.plan_files.select_related("file__account")
    link = get_object_or_404(links.exclude(file__removed_on=None), file=file)
    said = _("The document is back.")
    return done(request, plan, restore_plan_file, place=PLACE, said=said, link=link)
