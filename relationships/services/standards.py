"""Changing the visit rhythm of the tiers."""

from collections.abc import Iterable

from django.db import transaction

from relationships.models import CoverageStandard
from staff.models import User


@transaction.atomic
def update_standards(*, standards: Iterable[CoverageStandard], by: User) -> int:
    """Save the changed standards; due lists follow at once. Returns how many there were.

    Policy versions keep the copy they carry. Who changed what is in the rows' history.
    """
    changed = list(standards)
    for standard in changed:  # four rows at most
        standard.full_clean()
        standard.save()
    return len(changed)
