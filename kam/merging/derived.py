"""What follows from the rows that moved and has no trigger: made anew after a merge and an undo."""

from collections.abc import Collection
from datetime import date

from accounts.models import Account, Merge
from kam.merging import rows
from relationships.models import StageChange
from relationships.services import coverage, relations


def refresh(accounts: Collection[int], today: date) -> list[StageChange]:
    """Bring what is derived from visits and levels up to date for these accounts.

    Returns the steps this adds to the stage history.
    """
    coverage.refresh(accounts=accounts)
    there = Account.objects.filter(pk__in=accounts).order_by("pk")  # without the merged
    return relations.refresh(accounts=there.values_list("pk", flat=True), today=today)


def refresh_after(merge: Merge, accounts: Collection[int]) -> None:
    """The same, and an undo takes the steps away again."""
    for step in refresh(accounts, merge.at.date()):
        rows.made(merge, StageChange, step.pk)
