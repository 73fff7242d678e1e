"""Recording the signs of a partnership."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Account
from relationships.ladders import PARTNERSHIP
from relationships.models import Partnership
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def save(
    *,
    account: Account,
    evidence: Iterable[str],
    alliance_signed_on: date | None,
    note: str,
    by: User,
) -> Partnership:
    """What shows a partnership now; earlier answers stay in the history."""
    if not has_permission(by, Permission.LEVEL_PROPOSE):
        raise PermissionDenied
    ticked = set(evidence)
    kept, _made = Partnership.objects.update_or_create(
        account=account,
        defaults={
            "evidence": [code for code in PARTNERSHIP if code in ticked],
            "alliance_signed_on": alliance_signed_on,
            "note": note,
            "by": by,
        },
    )
    return kept
