"""What belongs to an account goes with it to its new owner."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import Account
from staff.permissions import SELLING


def follow(rows: Any) -> int:
    """Give `rows` (with account and owner) of who left, or handed the account over and is not of
    its team, to the account's owner; how many. One statement: managers keep theirs."""
    gone = Q(owner__is_active=False) | Q(owner__role__in=SELLING)
    stays = Account.members.through.objects.filter(
        account=OuterRef("account"), user=OuterRef("owner")
    )
    found = rows.filter(gone, account__owner__is_active=True).exclude(owner=F("account__owner"))
    now_owner = Account.objects.filter(pk=OuterRef("account")).values("owner")
    count: int = found.exclude(Exists(stays)).order_by().update(owner=Subquery(now_owner))
    return count
