"""Sales units: the tree, add, rename, move, delete."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from staff.forms import UnitForm
from staff.http import Request, require
from staff.models import Unit
from staff.permissions import Permission
from staff.services import units

FRAME = {"nav": "settings", "subnav": "units"}


@require(Permission.STAFF_MANAGE)
def unit_list(request: Request) -> HttpResponse:
    tree = Unit.objects.visible_to(request.user).for_list().with_people()
    return render(request, "staff/unit_list.html", {**FRAME, "units": tree})


@require(Permission.STAFF_MANAGE)
def unit_create(request: Request) -> HttpResponse:
    form = UnitForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    if form.is_valid():
        try:
            unit = units.create(by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": unit})
            return redirect("unit_list")
    return render(request, "staff/unit_create.html", {**FRAME, "form": form})


@require(Permission.STAFF_MANAGE)
def unit_edit(request: Request, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    form = UnitForm(request.POST or None, instance=unit)
    if form.is_valid():
        try:
            saved = units.update(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%(name)s was saved.") % {"name": saved})
            return redirect("unit_list")
    unit = Unit.objects.get(pk=pk)  # the form has already put its input on the first one
    context = {**FRAME, "form": form, "unit": unit, "contents": units.contents(unit)}
    return render(request, "staff/unit_edit.html", context)


@require_POST
@require(Permission.STAFF_MANAGE)
def unit_delete(request: Request, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    try:
        units.delete(unit=unit, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("unit_edit", pk=pk)
    messages.success(request, _("%(name)s was deleted.") % {"name": unit})
    return redirect("unit_list")
