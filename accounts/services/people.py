"""Where people stand at their account: who reports to whom, who influences whom, who has left."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, Influence
from staff.models import User
from staff.permissions import Permission, has_permission


def check_boss(contact: Contact, boss: Contact | None) -> None:
    """Refuse a reporting line that leaves the account or comes back to where it began.

    The caller holds the account's lock, so that two lines can't close a loop at once.
    """
    if boss is None:
        return
    if boss.account_id != contact.account_id:
        raise ValidationError({"reports_to": _("Choose somebody of the same account.")})
    if contact.pk and contact.pk in [boss.pk, *above(boss)]:
        raise ValidationError(
            {"reports_to": _("This line would come back to %(name)s.") % {"name": contact}}
        )


def above(contact: Contact) -> list[int]:
    """Ids of the bosses of `contact`, the next one first; one query."""
    rows = Contact.objects.filter(account=contact.account_id).order_by("pk")
    boss_of = dict(rows.values_list("pk", "reports_to_id"))
    found: list[int] = []
    boss = boss_of.get(contact.pk)
    while boss is not None and boss not in found:
        found.append(boss)
        boss = boss_of.get(boss)
    return found


@transaction.atomic
def set_influence(
    *, source: Contact, target: Contact, by: User, strength: int, note: str = ""
) -> Influence:
    """A line from `source` to `target`; a pair has one, so a second time changes it."""
    _may(by)
    if source.account_id != target.account_id:
        raise ValidationError({"target": _("Choose somebody of the same account.")})
    if source.pk == target.pk:
        raise ValidationError({"target": _("Choose two different people.")})
    if not (source.is_active and target.is_active):
        raise ValidationError(_("Lines join people who are still there."))
    if strength not in (1, 2, 3):
        raise ValidationError({"strength": _("Choose one of the strengths.")})
    line, _made = Influence.objects.update_or_create(
        source=source,
        target=target,
        defaults={"account_id": source.account_id, "strength": strength, "note": note.strip()},
    )
    return line


@transaction.atomic
def remove_influence(*, line: Influence, by: User) -> None:
    """Take the line off the map; the history keeps it."""
    _may(by)
    line.delete()


@transaction.atomic
def mark_left(
    *, contact: Contact, by: User, on: date, today: date, successor: Contact | None = None
) -> Contact:
    """`contact` is no longer at the account: inactive, its lines end.

    `successor` takes the place: reports to whom the leaver reported to, and is reported to by
    those who did. Raises ValidationError by the field.
    """
    _may(by)
    lock(contact.account_id)
    contact.refresh_from_db()
    _check_leaving(contact, on, today, successor)
    Influence.objects.filter(source=contact).delete()
    Influence.objects.filter(target=contact).delete()
    if successor is not None:
        _take_place(contact, successor)
    Contact.objects.filter(reports_to=contact).update(reports_to=successor)
    contact.is_active, contact.left_on, contact.reports_to = False, on, None
    contact.save(update_fields=["is_active", "left_on", "reports_to"])
    return contact


@transaction.atomic
def mark_back(*, contact: Contact, by: User) -> Contact:
    """The person is there after all, or again; lines are drawn anew."""
    _may(by)
    contact.is_active, contact.left_on = True, None
    contact.save(update_fields=["is_active", "left_on"])
    return contact


def lock(account_id: int) -> None:
    """Writers of lines of one account queue."""
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


def _take_place(leaver: Contact, successor: Contact) -> None:
    """A successor from above stays where they are."""
    if successor.pk not in above(leaver):
        successor.reports_to_id = leaver.reports_to_id
        successor.save(update_fields=["reports_to"])


def _check_leaving(contact: Contact, on: date, today: date, successor: Contact | None) -> None:
    if not contact.is_active:
        raise ValidationError(_("%(name)s has left already.") % {"name": contact})
    if on > today:
        raise ValidationError({"on": _("The day can't lie in the future.")})
    if successor is None:
        return
    if successor.account_id != contact.account_id or not successor.is_active:
        raise ValidationError({"successor": _("Choose somebody who is at the account.")})
    if successor.pk == contact.pk:
        raise ValidationError({"successor": _("Choose two different people.")})


def _may(by: User) -> None:
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied
