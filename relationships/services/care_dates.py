"""Keeping days to remember: entered, moved on from year to year, told in time, forgotten."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from accounts.models.amounts import months_before
from relationships.care_rules import REMIND_HOUR, is_of_a_child
from relationships.models import CareDate, CareLimits
from relationships.models.care_date import OF_ACCOUNT, CareKind
from staff.models import User
from staff.models.notice import NoticeKind
from staff.notice_words import both
from staff.permissions import Permission, has_permission
from staff.services.notices import Telling, tell_each

ADULT = 18
ONCE = (CareKind.BIRTHDAY, *OF_ACCOUNT)
BATCH = 1000
FIELDS = frozenset(["kind", "relative", "label", "calendar", "month", "day", "year", "consent"])
FAMILY_KEPT_MONTHS = 12  # after the contact left (domain §9.3)


@transaction.atomic
def add_care_date(
    *, account: Account, contact: Contact | None, by: User, today: date, **fields: Any
) -> CareDate:
    """A day of `contact`, or with None of the account itself."""
    return _save(CareDate(account=account, contact=contact), by, today, fields)


@transaction.atomic
def update_care_date(*, care_date: CareDate, by: User, today: date, **changes: Any) -> CareDate:
    """Correct a day; reminders of the corrected one go out again."""
    return _save(care_date, by, today, changes)


@transaction.atomic
def remove_care_date(*, care_date: CareDate, by: User) -> None:
    """It is gone: days to remember leave no history."""
    _may_write(by)
    care_date.delete()


def _may_write(by: User) -> None:
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied


def _save(row: CareDate, by: User, today: date, fields: dict[str, Any]) -> CareDate:
    _may_write(by)
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"not a field of a day to remember: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(row, name, value)
    _tidy(row)
    _check(row, today)
    row.move_on(today)
    row.save()
    return row


def _tidy(row: CareDate) -> None:
    """What belongs to another kind is not kept."""
    if row.kind != CareKind.FAMILY:
        row.relative, row.consent = "", False
    if row.kind != CareKind.OTHER:
        row.label = ""


def _check(row: CareDate, today: date) -> None:
    if not row.yearly.is_possible:
        raise ValidationError({"day": _("This month has no such day.")})
    if row.year is not None and not 1900 <= row.year <= today.year:
        raise ValidationError({"year": _("Enter a year that has begun, or leave it empty.")})
    if row.contact is not None and not row.contact.is_active:
        raise ValidationError(_("This person has left: no new days are kept."))
    if row.kind == CareKind.FAMILY:
        _check_family(row, today)
    if row.kind == CareKind.OTHER and not row.label:
        raise ValidationError({"label": _("Say what the day is.")})
    if is_of_a_child(row.label):
        raise ValidationError({"label": _("Nothing is kept about people under 18.")})
    if row.kind in ONCE:
        _check_once(row)


def _check_family(row: CareDate, today: date) -> None:
    if not row.relative:
        raise ValidationError({"relative": _("Say whose birthday it is.")})
    if not row.consent:
        raise ValidationError({"consent": _("Without this person's consent the day isn't kept.")})
    if row.year is not None and row.year > today.year - ADULT - 1:
        raise ValidationError({"year": _("Nothing is kept about people under 18.")})


def _check_once(row: CareDate) -> None:
    same = CareDate.objects.filter(account=row.account, kind=row.kind, contact=row.contact)
    if not same.exclude(pk=row.pk).exists():
        return
    if row.contact is None:
        raise ValidationError({"kind": _("This day of the account is already kept.")})
    raise ValidationError({"kind": _("This person's birthday is already kept: correct that one.")})


@transaction.atomic
def move_on(*, today: date) -> int:
    """Days that have passed come again next year. Returns how many were moved."""
    passed = CareDate.objects.select_for_update().filter(next_on__lt=today).order_by("pk")
    rows = list(passed)
    for row in rows:
        row.move_on(today)
    CareDate.objects.bulk_update(rows, ["next_on"], batch_size=BATCH)
    return len(rows)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Tell owners of days some days ahead and on the day, from 09:00 of `now`'s zone on, once each.

    A reminder that was missed while nothing ran comes late, until the day is over. Nobody is told
    of people who left. Returns how many were told.
    """
    if now.hour < REMIND_HOUR:
        return 0
    today, limits = now.date(), CareLimits.current()
    due = list(_due(today, limits.lead_days))
    told = tell_each([_telling(row, today) for row in due])
    for row in due:
        row.told_on = row.next_on if row.next_on == today else row.told_on
        row.told_ahead = row.next_on
    CareDate.objects.bulk_update(due, ["told_ahead", "told_on"], batch_size=BATCH)
    return told


def _due(today: date, lead_days: int) -> Any:
    """Days not yet told of: today's, and those ahead."""
    told_today = Q(next_on=today) & (Q(told_on=None) | ~Q(told_on=F("next_on")))
    ahead = Q(next_on__gt=today, next_on__lte=today + timedelta(days=lead_days))
    told_ahead = ahead & (Q(told_ahead=None) | ~Q(told_ahead=F("next_on")))
    rows = CareDate.objects.filter(told_today | told_ahead)
    rows = rows.celebrated().filter(account__owner__is_active=True)
    return rows.select_related("account", "account__owner", "contact").order_by("pk")


def _telling(row: CareDate, today: date) -> Telling:
    assert row.account.owner is not None  # as `_due` asked for
    when = "day" if row.next_on == today else "ahead"
    said: dict[str, Any] = {
        "account": both(row.account),
        "occasion": row.label or row.kind,
        "date": row.next_on.isoformat(),
    }
    if row.contact is None:
        kind, url = NoticeKind.ACCOUNT_DAY, reverse("account_detail", args=[row.account_id])
    else:
        kind, url = NoticeKind.CARE_DUE, reverse("contact_care", args=[row.contact_id])
        said["contact"] = both(row.contact)
    return Telling(
        user=row.account.owner,
        kind=kind,
        key=f"{row.pk}:{row.next_on}:{when}",
        url=url,
        params=said,
    )


@transaction.atomic
def forget_families(*, today: date) -> int:
    """Remove birthdays in the families of people who left 12 months ago (domain §9.3)."""
    since = Coalesce("contact__inactive_since", TruncDate("contact__created_at"))
    gone = CareDate.objects.filter(kind=CareKind.FAMILY, contact__is_active=False)
    gone = gone.alias(since=since).filter(since__lte=months_before(today, FAMILY_KEPT_MONTHS))
    return gone.delete()[0]
