"""What a page of a plan answers after something was done: back to its place, or why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from plans.models import Plan
from plans.views.pages import visible
from plans.views.plan_page import page_of
from relationships.views.saving import saved
from staff.http import Request


def kept(
    request: Request,
    plan: Plan,
    form: BaseForm,
    save: Callable[..., Any],
    /,
    *,
    place: str = "",
    name: str = "",
    said: str = "",
    **row: Any,
) -> HttpResponse:
    """Save `form` and go back to `place`; or show it as `name` with what is wrong, without a name
    only what is wrong. `row` is what the service is asked about."""
    if saved(form, save, by=request.user, **row):
        return _back(request, plan, place, said)
    if name:
        return page_of(request, plan, wrong={name: form})
    return page_of(request, visible(request, plan.pk), _errors(form))


def done(
    request: Request,
    plan: Plan,
    do: Callable[..., Any],
    /,
    *,
    place: str = "",
    said: str = "",
    **row: Any,
) -> HttpResponse:
    """Do it, or say why not: the plan may have been submitted meanwhile."""
    try:
        do(by=request.user, **row)
    except ValidationError as refusal:
        return page_of(request, visible(request, plan.pk), " ".join(refusal.messages))
    return _back(request, plan, place, said)


def one_of_a_plan(request: Request, model: Any, pk: int) -> Any:
    """A row of a plan that the user works."""
    plans = Plan.objects.visible_to(request.user)
    found = get_object_or_404(
        model.objects.select_related("plan__account").filter(plan__in=plans), pk=pk
    )
    if not found.plan.worked_by(request.user):
        raise PermissionDenied
    return found


def _back(request: Request, plan: Plan, place: str, said: str) -> HttpResponse:
    if said:
        messages.success(request, said)
    return redirect(reverse("plan_detail", args=[plan.pk]) + (f"#{place}" if place else ""))


def _errors(form: BaseForm) -> str:
    return " ".join(str(each) for errors in form.errors.values() for each in errors)
