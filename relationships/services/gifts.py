"""Gifts asked for, decided on and handed over (domain §7.4, §9.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from accounts.models.account import AccountType
from accounts.models.amounts import months_before
from kam.lib.numbers import money_full
from relationships.care_rules import gift_key, is_cash
from relationships.gift_rules import Block, Case, Verdict, judge
from relationships.models import CareLimits, Gift
from relationships.models.gift import STILL_ASKED, TO_HAND_OVER, GiftStatus
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, Role, has_permission
from staff.services.notices import settle, tell

FIELDS: dict[Block, str] = {
    Block.CASH: "item",
    Block.GOVERNMENT: "__all__",
    Block.REPEATED: "item",
    Block.TOO_DEAR: "value",
    Block.YEAR_FULL: "value",
}
WORDS: dict[Block, Any] = {
    Block.CASH: _("Cash and what is used like cash (cards, vouchers) is never given."),
    Block.GOVERNMENT: _("This is a government account: no gifts."),
    Block.REPEATED: _("This person got the same gift before, or it is already asked for."),
    Block.TOO_DEAR: _("No gift may be worth more than %(limit)s."),
    Block.YEAR_FULL: _("Gifts to this person would be worth %(sum)s this year; %(limit)s at most."),
}


@dataclass(frozen=True)
class Wish:
    """A gift before it is asked for."""

    item: str
    value: Decimal
    planned_on: date
    occasion: str = "visit"


def look_at(contact: Contact, wish: Wish, limits: CareLimits, own: Gift | None = None) -> Verdict:
    """What the rule says of giving this; `own` is the gift itself when it is looked at again."""
    return judge(_case(contact, wish, limits, own), limits)


def _case(contact: Contact, wish: Wish, limits: CareLimits, own: Gift | None) -> Case:
    key, others = gift_key(wish.item), Gift.objects.counting().exclude(pk=own.pk if own else 0)
    to_contact = others.filter(contact=contact)
    since = months_before(wish.planned_on, limits.repeat_months)
    near = others.filter(account=contact.account_id, normalised=key, counts_on__gte=since)
    return Case(
        value=wish.value,
        cash=is_cash(wish.item),
        government=contact.account.type == AccountType.GOVERNMENT,
        given_before=to_contact.filter(normalised=key).exists(),
        given_near=near.exclude(contact=contact).exists(),
        year_worth=to_contact.in_year(wish.planned_on.year).worth(),
    )


@transaction.atomic
def request_gift(*, contact: Contact, by: User, wish: Wish, warned: bool = False) -> Gift:
    """Ask for a gift; within the limits it may be handed over at once.

    ValidationError by the field where the rule forbids it, and with the code `near` where somebody
    else at the account got the same, unless the giver has been `warned`.
    """
    if not has_permission(by, Permission.GIFT_REQUEST):
        raise PermissionDenied
    contact = _locked(contact)
    if not contact.is_active:
        raise ValidationError(_("This person has left: no gifts any more."))
    if not gift_key(wish.item):
        raise ValidationError({"item": _("Say in words what it is.")})
    limits = CareLimits.current()
    verdict = look_at(contact, wish, limits)
    _refuse_blocked(verdict, contact, wish, limits)
    if verdict.warns and not warned:
        raise ValidationError({"item": ValidationError(NEAR, code="near")})
    gift = _new(contact, by, wish, waiting=verdict.needs_approval)
    if gift.is_waiting:
        _tell_managers(gift)
    return gift


UNDECIDED = {"approver", "decided_at", "delivered_on"}
NEAR = _("Somebody else at this account got the same gift lately. Ask again if you still want it.")


def _refuse_left(contact: Contact) -> None:
    if not contact.is_active:
        raise ValidationError(_("This person has left: no gifts any more."))


def _locked(contact: Contact) -> Contact:
    """One gift to a contact at a time: what counts against the limits stands still."""
    return (
        Contact.objects.select_for_update(of=("self",)).select_related("account").get(pk=contact.pk)
    )


def _new(contact: Contact, by: User, wish: Wish, *, waiting: bool) -> Gift:
    gift = Gift(
        account=contact.account,
        contact=contact,
        giver=by,
        item=wish.item,
        normalised=gift_key(wish.item)[:120],
        value=wish.value,
        occasion=wish.occasion,
        planned_on=wish.planned_on,
        status=GiftStatus.WAITING if waiting else GiftStatus.REQUESTED,
    )
    gift.clean_fields(exclude=UNDECIDED)
    gift.save()
    return gift


def _refuse_blocked(
    verdict: Verdict, contact: Contact, wish: Wish, limits: CareLimits, own: Gift | None = None
) -> None:
    """All that forbids the gift, each by its field."""
    if not verdict.blocks:
        return
    year = Gift.objects.counting().filter(contact=contact).exclude(pk=own.pk if own else 0)
    params = {
        Block.TOO_DEAR: {"limit": money_full(limits.block_over)},
        Block.YEAR_FULL: {
            "limit": money_full(limits.year_cap),
            "sum": money_full(year.in_year(wish.planned_on.year).worth() + wish.value),
        },
    }
    found: dict[str, list[ValidationError]] = {}
    for block in verdict.blocks:
        error = ValidationError(WORDS[block], code=block, params=params.get(block))
        found.setdefault(FIELDS[block], []).append(error)
    raise ValidationError(found)


@transaction.atomic
def approve_gift(*, gift: Gift, by: User, now: datetime) -> Gift:
    """The manager's word. The rule is asked again: limits and accounts may have changed."""
    gift = _to_decide(gift, by)
    _refuse_left(gift.contact)
    _check_again(gift, gift.planned_on)
    return _decide(gift, by, now, GiftStatus.APPROVED, "")


@transaction.atomic
def refuse_gift(*, gift: Gift, by: User, now: datetime, reason: str) -> Gift:
    """It takes no part of the limits any more and may be asked for again."""
    gift = _to_decide(gift, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return _decide(gift, by, now, GiftStatus.REFUSED, reason.strip())


def _to_decide(gift: Gift, by: User) -> Gift:
    if not has_permission(by, Permission.GIFT_APPROVE):
        raise PermissionDenied
    _locked(gift.contact)
    gift = Gift.objects.select_for_update(of=("self",)).for_list().get(pk=gift.pk)
    if gift.giver_id == by.pk:
        raise PermissionDenied(_("Nobody decides on a gift of their own."))
    if not gift.is_waiting:
        raise ValidationError(_("This gift has been decided on."))
    return gift


def _check_again(gift: Gift, on: date) -> None:
    limits, wish = CareLimits.current(), Wish(gift.item, gift.value, on, gift.occasion)
    verdict = look_at(gift.contact, wish, limits, own=gift)
    _refuse_blocked(verdict, gift.contact, wish, limits, own=gift)


def _decide(gift: Gift, by: User, now: datetime, status: GiftStatus, reason: str) -> Gift:
    gift.status, gift.approver, gift.decided_at, gift.reason = status, by, now, reason
    gift.save(update_fields=["status", "approver", "decided_at", "reason"])
    settle(kind=NoticeKind.GIFT_WAITS, key=str(gift.pk), now=now)
    said = {"contact": both(gift.contact), "account": both(gift.account), "outcome": str(status)}
    _tell(_hears(gift), gift, NoticeKind.GIFT_DECIDED, said)
    return gift


def _hears(gift: Gift) -> list[User]:
    """The giver; who no longer sees the account is not told of its people, its owner is."""
    if Account.objects.visible_to(gift.giver).filter(pk=gift.account_id).exists():
        return [gift.giver]
    return [owner] if (owner := gift.account.owner) and owner != gift.approver else []


@transaction.atomic
def withdraw_gift(*, gift: Gift, by: User, now: datetime) -> Gift:
    """It was asked for by mistake or is not given after all; it takes no part of the limits."""
    _locked(gift.contact)
    gift = Gift.objects.select_for_update(of=("self",)).for_list().get(pk=gift.pk)
    if not has_permission(by, Permission.GIFT_REQUEST):
        raise PermissionDenied
    if gift.status not in STILL_ASKED:
        raise ValidationError(_("This gift can't be taken back any more."))
    if not gift.may_be_withdrawn(by):
        raise PermissionDenied
    gift.status = GiftStatus.WITHDRAWN
    gift.save(update_fields=["status"])
    settle(kind=NoticeKind.GIFT_WAITS, key=str(gift.pk), now=now)
    return gift


@transaction.atomic
def deliver_gift(*, gift: Gift, by: User, on: date, today: date) -> Gift:
    """It was handed over on a day, which is the year it counts for."""
    _locked(gift.contact)
    gift = Gift.objects.select_for_update(of=("self",)).for_list().get(pk=gift.pk)
    if gift.giver_id != by.pk or not has_permission(by, Permission.GIFT_REQUEST):
        raise PermissionDenied
    if gift.status not in TO_HAND_OVER:
        raise ValidationError(_("This gift can't be handed over: it is not approved."))
    _refuse_left(gift.contact)
    if on > today:
        raise ValidationError({"delivered_on": _("This day is still to come.")})
    _check_again(gift, on)
    gift.status, gift.delivered_on = GiftStatus.DELIVERED, on
    gift.save(update_fields=["status", "delivered_on"])
    return gift


def _tell_managers(gift: Gift) -> None:
    said = {
        "by": both(gift.giver),
        "contact": both(gift.contact),
        "account": both(gift.account),
    }
    _tell(deciders(gift.account, gift.giver), gift, NoticeKind.GIFT_WAITS, said)


def _tell(users: Iterable[User], gift: Gift, kind: NoticeKind, params: Any) -> None:
    url = reverse("contact_care", args=[gift.contact_id])
    if kind == NoticeKind.GIFT_WAITS:
        url = f"{reverse('care_list')}#gifts"
    tell(users=users, kind=kind, key=f"{gift.pk}", url=url, params=params)


def deciders(account: Account, giver: User) -> list[User]:
    """The managers nearest above the account who are not the giver; one query."""
    if account.unit is None:
        return []
    ids = account.unit.path.rstrip("/").split("/")
    managers = User.objects.active().filter(role=Role.MANAGER, unit__in=ids).exclude(pk=giver.pk)
    found = list(managers.select_related("unit").order_by("pk"))
    depth = {user.pk: len(user.unit.path) for user in found if user.unit}
    return [user for user in found if depth[user.pk] == max(depth.values())]
