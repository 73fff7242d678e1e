"""Giving out and taking back the secret address of a calendar."""

from secrets import token_urlsafe

from django.db import transaction

from staff.models import CalendarAddress, User
from staff.models.calendar_address import hash_of
from staff.permissions import Permission, has_permission


@transaction.atomic
def give(*, user: User, by: User) -> str:
    """A new token, known to nobody else and shown once: only its hash is kept."""
    token = token_urlsafe(32)
    CalendarAddress.objects.update_or_create(user=user, defaults={"token_hash": hash_of(token)})
    return token


@transaction.atomic
def revoke(*, user: User, by: User) -> bool:
    """From now on the address leads nowhere; whether there was one."""
    return CalendarAddress.objects.filter(user=user).delete()[0] > 0


def holder(token: str) -> User | None:
    """Whose calendar the token opens: only of people who still work here and see visits."""
    found = User.objects.active().filter(calendar_address__token_hash=hash_of(token)).first()
    return found if found and has_permission(found, Permission.VISIT_VIEW) else None
