"""Ticking off next steps; a tick is taken back in `plans`, which know what is over."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from relationships.models import Action
from relationships.services import actions
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


def own_action(request: Request, pk: int) -> Action:
    """404 out of scope, 403 for a step of somebody else."""
    found: Action = get_object_or_404(Action.objects.visible_to(request.user).for_list(), pk=pk)
    if not found.editable_by(request.user):
        raise PermissionDenied
    return found


@require(Permission.VISIT_LOG)
@require_POST
def action_done(request: Request, pk: int) -> HttpResponse:
    """One tap; with a note when it is sent again."""
    action = own_action(request, pk)
    try:
        actions.finish_action(
            action=action, by=request.user, today=clock.today(), note=request.POST.get("note", "")
        )
    except ValidationError:
        return after_tick(request, pk, status=409)
    return after_tick(request, pk)


def after_tick(request: Request, pk: int, status: int = 200) -> HttpResponse:
    """The row as it stands now, or the account's page without htmx."""
    action = Action.objects.for_list().get(pk=pk)
    if not request.htmx:
        return redirect("account_visits", pk=action.account_id)
    context = {"action": action, "today_is": clock.today(), "ticks": True}
    return render(request, "relationships/_action_row.html", context, status=status)
