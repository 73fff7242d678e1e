"""Exchange rates typed by hand. Amounts already in the ledger keep the rate of their day."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import ExchangeRate
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def save_rate(*, rate: ExchangeRate, by: User) -> ExchangeRate:
    """Store a new or a changed rate."""
    if not has_permission(by, Permission.RATE_EDIT):
        raise PermissionDenied
    rate.full_clean()
    rate.save()
    return rate
