"""What follows from the rows that moved and has no trigger: made anew after a merge and an undo."""

from collections.abc import Collection
from datetime import date

from accounts.models import Account
from relationships.services import coverage, relations


def refresh(accounts: Collection[int], today: date) -> None:
    """Bring what is derived from visits and levels up to date for these accounts."""
    coverage.refresh(accounts=accounts)
    there = Account.objects.filter(pk__in=accounts).order_by("pk")  # without the merged
    relations.refresh(accounts=there.values_list("pk", flat=True), today=today)
