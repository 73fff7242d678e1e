"""Standards are changed by two: who keeps them proposes, a manager confirms (domain §9.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from relationships.models import GridRules
from relationships.models.standard_change import ChangeState, StandardChange, deciders
from relationships.services.standard_values import in_force, plain, put_in_force
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import settle, tell


@transaction.atomic
def propose(
    *, subject: str, values: Mapping[str, Any], by: User, now: datetime
) -> StandardChange | None:
    """Ask to put `values` in force; None when they are. What waited before is withdrawn."""
    if not has_permission(by, Permission.STANDARD_EDIT):
        raise PermissionDenied
    _one_at_a_time()
    for before in StandardChange.objects.waiting().filter(subject=subject).order_by("pk"):
        _close(before, ChangeState.WITHDRAWN, by, now)
    old = in_force(subject)
    changed = {
        name: [old[name], plain(value)]
        for name, value in values.items()
        if plain(value) != old[name]
    }
    if not changed:
        return None
    change = StandardChange.objects.create(subject=subject, values=changed, by=by, asked_at=now)
    tell(
        users=deciders().exclude(pk=by.pk).order_by("pk"),
        kind=NoticeKind.STANDARD_WAITS,
        key=str(change.pk),
        url=reverse("standard_changes"),
        params={"by": both(by), "subject": subject},
    )
    return change


@transaction.atomic
def confirm(*, change: StandardChange, by: User, now: datetime) -> StandardChange:
    """Put it in force. ValidationError if it was decided on or does not fit any more."""
    change = _to_decide(change, by)
    put_in_force(change.subject, {name: new for name, (_old, new) in change.values.items()})
    return _decide(change, ChangeState.CONFIRMED, by, now)


@transaction.atomic
def refuse(*, change: StandardChange, by: User, now: datetime, reason: str) -> StandardChange:
    change = _to_decide(change, by)
    change.reason = reason.strip()
    if not change.reason:
        raise ValidationError({"reason": _("Say why.")})
    return _decide(change, ChangeState.REFUSED, by, now)


@transaction.atomic
def withdraw(*, change: StandardChange, by: User, now: datetime) -> StandardChange:
    """By anyone who keeps the standards."""
    if not has_permission(by, Permission.STANDARD_EDIT):
        raise PermissionDenied
    return _close(_waiting(change), ChangeState.WITHDRAWN, by, now)


def _one_at_a_time() -> None:
    GridRules.objects.select_for_update().get(pk=1)


def _waiting(change: StandardChange) -> StandardChange:
    _one_at_a_time()
    found = StandardChange.objects.select_related("by").get(pk=change.pk)
    if not found.is_waiting:
        raise ValidationError(_("This change was decided on or withdrawn."))
    return found


def _to_decide(change: StandardChange, by: User) -> StandardChange:
    found = _waiting(change)
    if not StandardChange.objects.waiting_for(by).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _decide(change: StandardChange, state: str, by: User, now: datetime) -> StandardChange:
    _close(change, state, by, now)
    tell(
        users=[change.by],
        kind=NoticeKind.STANDARD_DECIDED,
        key=str(change.pk),
        url=reverse("standard_changes"),
        params={"subject": change.subject, "outcome": state},
    )
    return change


def _close(change: StandardChange, state: str, by: User, now: datetime) -> StandardChange:
    change.state, change.decided_by, change.decided_at = state, by, now
    change.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    settle(kind=NoticeKind.STANDARD_WAITS, key=str(change.pk), now=now)
    return change
