"""Greetings noted, at a distance from each other and without an offer."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from relationships.care_rules import offer_in
from relationships.models import CareLimits, Greeting
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def note_greeting(
    *, contact: Contact, by: User, occasion: str, sent_on: date, today: date, text: str = ""
) -> Greeting:
    """A greeting that was sent. ValidationError by the field where one is too near to another,
    still to come, or sells something (domain §7.4, practice 6)."""
    if not has_permission(by, Permission.CONTACT_EDIT):
        raise PermissionDenied
    contact = Contact.objects.select_for_update().get(pk=contact.pk)  # one greeting at a time
    _check(contact, sent_on, today, text)
    greeting = Greeting(
        account_id=contact.account_id,
        contact=contact,
        by=by,
        occasion=occasion,
        sent_on=sent_on,
        text=text,
    )
    greeting.full_clean()
    greeting.save()
    return greeting


def _check(contact: Contact, sent_on: date, today: date, text: str) -> None:
    if not contact.is_active:
        raise ValidationError(_("This person has left: no greetings are noted any more."))
    if sent_on > today:
        raise ValidationError({"sent_on": _("This day is still to come.")})
    if word := offer_in(text):
        said = _("A greeting sells nothing: leave out “%(word)s”.")
        raise ValidationError({"text": ValidationError(said, params={"word": word.lower()})})
    gap = CareLimits.current().greeting_gap_days
    if other := nearest(contact, sent_on, gap):
        said = _("One greeting in %(days)s days: the last was on %(day)s.")
        params = {"days": gap, "day": other.sent_on.isoformat()}
        raise ValidationError({"sent_on": ValidationError(said, params=params)})


def nearest(contact: Contact, day: date, gap: int) -> Greeting | None:
    """A greeting fewer than `gap` days before or after `day`."""
    near = (day - timedelta(days=gap - 1), day + timedelta(days=gap - 1))
    return contact.greetings.filter(sent_on__range=near).order_by("-sent_on").first()
