"""Who brought whom, once two accounts are one: nobody itself, the first counts, no loops."""

from django.db.models import Q

from accounts.models import Merge, Referral
from accounts.models.referral import Direction
from kam.merging import rows


def settle(merge: Merge) -> None:
    """Close the referrals that can't be true of one account; the others move."""
    if closing := closed_by(merge.kept_account_id or 0, merge.lost_account_id or 0):
        rows.remember(
            merge, Referral, ["known_to", "removed_by_id"], "t.id = ANY(%(ids)s)", ids=closing
        )
        found = Referral.objects.filter(pk__in=closing)
        found.update(known_to=merge.at, removed_by=merge.by)
        rows.settle(merge, Referral)


def closed_by(kept: int, lost: int) -> list[int]:
    """Ids of current referrals between the two, and of all but the first that leads to no loop."""
    both = (kept, lost)
    between = Q(account__in=both, from_account__in=both)
    current = Referral.objects.current()
    closing = list(current.filter(between).order_by("pk").values_list("pk", flat=True))
    brought = current.filter(~between, account__in=both, direction=Direction.FROM_CUSTOMER)
    first = None
    for referral in brought.order_by("date", "known_from", "pk"):
        above = Referral.objects.chain(referral.from_account_id)
        if first is None and not {kept, lost} & {*above, referral.from_account_id}:
            first = referral
        else:
            closing.append(referral.pk)
    return closing
