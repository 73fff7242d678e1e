"""A contact leaves: lines and levels end, and what hung on the person becomes a checklist."""

from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import Contact
from accounts.services.people import mark_left
from relationships.models import Gift, Handover, HandoverItem, Level, Visit
from relationships.models.gift import STILL_ASKED, GiftStatus
from relationships.models.handover import HandoverCause, ItemKind
from relationships.services import relations
from relationships.services.handover import open_steps_with
from staff.models import Notice, NoticeKind, User
from staff.notice_words import both
from staff.services.notices import tell


@transaction.atomic
def contact_left(
    *, contact: Contact, by: User, on: date, today: date, successor: Contact | None = None
) -> Handover:
    """`contact` has left the account on the day `on`; the owner gets what is now to do.

    Raises ValidationError by the field, PermissionDenied for who may not edit people.
    """
    steps = open_steps_with(contact)
    planned = Visit.objects.planned().filter(contacts=contact).order_by("pk")
    contact = mark_left(contact=contact, by=by, on=on, today=today, successor=successor)
    levels_end(contact, today)
    gifts_end(contact)
    handover = Handover.objects.create(
        account=contact.account,
        cause=HandoverCause.CONTACT,
        contact=contact,
        to=contact.account.owner or by,
        by=by,
        on=on,
    )
    lines = [HandoverItem(kind=ItemKind.PROMISE, visit_id=pk) for pk in steps]
    lines += [HandoverItem(kind=ItemKind.VISIT, visit=visit) for visit in planned]
    lines.append(_in_place_of(successor))
    for line in lines:
        line.handover = handover
    HandoverItem.objects.bulk_create(lines)
    _tell(handover, by)
    return handover


def levels_end(contact: Contact, today: date) -> None:
    """The levels with somebody who left no longer count for the account (§4.5)."""
    Level.objects.filter(contact=contact, reassess=False).update(reassess=True)
    steps = relations.refresh(accounts=[contact.account_id], today=today)
    relations.tell_of_falls(account=contact.account, steps=steps, by=None)


def gifts_end(contact: Contact) -> None:
    """Nobody gives anything any more: what was asked for is taken back."""
    asked = Gift.objects.filter(contact=contact, status__in=STILL_ASKED).order_by("pk")
    keys = [f"{NoticeKind.GIFT_WAITS}:{pk}" for pk in asked.values_list("pk", flat=True)]
    asked.update(status=GiftStatus.WITHDRAWN)
    Notice.objects.filter(key__in=keys).unread().update(read_at=Now())


def _in_place_of(successor: Contact | None) -> HandoverItem:
    if successor is None:
        return HandoverItem(kind=ItemKind.SUCCESSOR)
    return HandoverItem(kind=ItemKind.CONTACT, contact=successor)


def _tell(handover: Handover, by: User) -> None:
    """The owner, unless it is the owner who says so."""
    if handover.contact is None or handover.to == by:
        return
    said = {"contact": both(handover.contact), "account": both(handover.account)}
    url = reverse("handover_detail", args=[handover.pk])
    tell(users=[handover.to], kind=NoticeKind.CONTACT_LEFT, key=str(handover.pk), url=url,
         params=said)  # fmt: skip
