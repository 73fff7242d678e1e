"""The list of selection strategies: everybody reads it, administrators edit it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kam.lib.refusals import add_refusal
from staff.http import Request, require
from staff.permissions import Permission, has_permission
from tiering.forms_selection import StrategyForm
from tiering.models import Strategy
from tiering.services.selection import save_strategy

FRAME = {"nav": "tiering", "subnav": "selection"}


@require_GET
@require(Permission.BUSINESS_VIEW)
def strategy_list(request: Request) -> HttpResponse:
    context = {
        **FRAME,
        "strategies": Strategy.objects.for_list(),
        "may_edit": has_permission(request.user, Permission.STANDARD_EDIT),
    }
    return render(request, "tiering/strategy_list.html", context)


@require(Permission.STANDARD_EDIT)
def strategy_create(request: Request) -> HttpResponse:
    return _form(request, Strategy())


@require(Permission.STANDARD_EDIT)
def strategy_edit(request: Request, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Strategy, pk=pk))


def _form(request: Request, strategy: Strategy) -> HttpResponse:
    form = StrategyForm(request.POST or None, instance=strategy)
    if form.is_valid():
        try:
            save_strategy(strategy=form.instance, by=request.user)
        except ValidationError as problem:
            add_refusal(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("strategy_list")
    context = {**FRAME, "form": form, "strategy": strategy if strategy.pk else None}
    status = 422 if form.errors else 200
    return render(request, "tiering/strategy_form.html", context, status=status)
