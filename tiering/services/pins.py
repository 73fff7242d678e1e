"""Holding a class by hand until a day (domain §3.10, override)."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from staff.models import NoticeKind, User
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import tell
from tiering.models import Pin, Proposal, Track
from tiering.models.change import ChangeCause
from tiering.models.proposal import ProposalState
from tiering.services.decided import show_class


@transaction.atomic
def pin_class(
    *, account: Account, system: str, value: int, until: date, reason: str, today: date, by: User
) -> Pin:
    """Show `value` up to and including `until`; reviews go on underneath."""
    _check(account, by)
    if until < today:
        raise ValidationError({"until": _("This day has passed.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that others can follow it.")})
    _end(Pin.objects.active().filter(account=account, system=system), by=by)
    pin = Pin.objects.create(
        account=account, system=system, value=value, until=until, reason=reason.strip(), by=by
    )
    opened = Proposal.objects.open().filter(account=account, system=system)
    opened.update(state=ProposalState.OVERTAKEN)
    show_class(
        account=account,
        system=system,
        value=value,
        day=today,
        cause=ChangeCause.PINNED,
        reason=pin.reason,
        by=by,
    )
    return pin


@transaction.atomic
def unpin_class(*, pin: Pin, today: date, by: User) -> None:
    """End a pin before its day: the class by rule shows again."""
    _check(pin.account, by)
    if not _end(Pin.objects.active().filter(pk=pin.pk), by=by):
        return
    track = Track.objects.filter(account=pin.account).first()
    show_class(
        account=pin.account,
        system=pin.system,
        value=getattr(track, pin.system, 0),
        day=today,
        cause=ChangeCause.PIN_ENDED,
        by=by,
    )


def end_expired(*, as_of: date) -> list[Pin]:
    """End the pins whose last day is over; who set them is told once."""
    over = list(Pin.objects.active().filter(until__lt=as_of).select_related("account", "by"))
    _end(Pin.objects.filter(pk__in=[pin.pk for pin in over]), by=None)
    _tell(over)
    return over


def _check(account: Account, by: User) -> None:
    visible = Account.objects.visible_to(by).filter(pk=account.pk).exists()
    if not visible or not has_permission(by, Permission.CLASS_DECIDE):
        raise PermissionDenied


def _end(pins: QuerySet[Pin], by: User | None) -> int:
    return pins.update(ended_at=timezone.now(), ended_by=by)


def _tell(pins: list[Pin]) -> None:
    """Who set each of them."""
    for pin in pins:  # few end on one day
        tell(
            users=[pin.by],
            kind=NoticeKind.PIN_ENDED,
            key=str(pin.pk),
            url=reverse("account_changes", args=[pin.account_id]),
            params={
                "account": both(pin.account),
                "date": pin.until.isoformat(),
                "reason": pin.reason,
            },
        )
