"""Next steps: made with a visit, ticked off, told of when they are due."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from relationships.models import Action, Visit
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.services.notices import tell

AT_ONCE = 200  # told in one go


def follow(*, visit: Visit, today: dt.date) -> None:
    """The open action of a visit says what its next step says; without one it is dropped."""
    action = visit.actions.open().order_by("-pk").first()
    day = visit.next_step_on if visit.is_completed else None
    if day is None:
        if action:
            action.dropped_on = today
            action.save(update_fields=["dropped_on"])
        return
    if action is None:
        if visit.actions.filter(due_on=day, text=visit.next_step).exists():
            return  # it was done already, and nothing new was said
        action = Action(visit=visit, account_id=visit.account_id)
    action.owner_id, action.text = visit.owner_id, visit.next_step
    action.due_on = day
    action.save()


@transaction.atomic
def finish_action(*, action: Action, by: User, today: dt.date, note: str = "") -> Action:
    """Tick it off; a second tick changes nothing but an empty note."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.dropped_on:
        raise ValidationError(_("This step was dropped."))
    action.done_on = action.done_on or today
    action.done_note = note.strip() or action.done_note
    action.save(update_fields=["done_on", "done_note"])
    return action


@transaction.atomic
def reopen_action(*, action: Action, by: User) -> Action:
    """Take a tick back."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    action.done_on, action.done_note = None, ""
    action.save(update_fields=["done_on", "done_note"])
    return action


def tell_due(*, today: dt.date) -> int:
    """Tell owners of the actions due by `today`, each day of an action once; how many."""
    untold = Q(told_for=None) | ~Q(told_for=F("due_on"))
    due = Action.objects.due_by(today).filter(untold).for_list()[:AT_ONCE]
    return sum(_tell(action) for action in due)


@transaction.atomic
def _tell(action: Action) -> int:
    told = tell(
        users=[action.owner],
        kind=NoticeKind.ACTION_DUE,
        key=f"{action.pk}:{action.due_on}",
        url=reverse("account_visits", args=[action.account_id]),
        params={"what": str(action), "account": both(action.account)},
    )
    Action.objects.filter(pk=action.pk).update(told_for=action.due_on)
    return told
