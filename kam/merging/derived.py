"""What follows from the rows that moved and has no trigger: made anew after a merge and an undo."""

from collections.abc import Collection

from relationships.services import coverage


def refresh(accounts: Collection[int]) -> None:
    """Bring the tables derived from visits up to date for these accounts."""
    coverage.refresh(accounts=accounts)
