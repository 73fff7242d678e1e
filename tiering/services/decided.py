"""A class that a person decided shows at once, on the account and the members of its group."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import Account, Standing
from kam.lib.classes import PyramidTier, SmallSubtype
from staff.models import User
from tiering.models import ClassChange
from tiering.models.change import ChangeCause


@transaction.atomic
def show_class(
    *,
    account: Account,
    system: str,
    value: int,
    day: date,
    cause: ChangeCause,
    reason: str = "",
    by: User | None,
) -> int:
    """Write standing and history where the class is another; returns how many accounts."""
    Standing.objects.get_or_create(account=account)
    members = Q(account=account) | Q(account__top=account, by_group=True)
    standings = Standing.objects.select_for_update(of=["self"]).filter(members)
    changed = [row for row in standings.order_by("pk") if getattr(row, system) != value]
    ClassChange.objects.bulk_create(
        ClassChange(
            account_id=row.pk,
            system=system,
            as_of=day,
            old=getattr(row, system),
            new=value,
            cause=cause,
            reason=reason,
            by=by,
        )
        for row in changed
    )
    for row in changed:
        setattr(row, system, value)
        if system == "pyramid":
            row.subtype = SmallSubtype.LOW_PROFIT if value == PyramidTier.SMALL else 0
            row.since = day
    Standing.objects.bulk_update(changed, [system, "subtype", "since"])
    return len(changed)
