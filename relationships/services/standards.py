"""Changing the visit rhythm: of the tiers, of key accounts, and the hours it takes."""

from collections.abc import Iterable

from django.db import transaction

from relationships.models import CareRules, CoverageStandard
from relationships.models.care_rules import HOURS
from relationships.rules import Hours
from relationships.services import coverage
from staff.models import User


@transaction.atomic
def update_standards(
    *, standards: Iterable[CoverageStandard], rules: CareRules | None = None, by: User
) -> int:
    """Save what changed; due lists follow at once. Returns how many rows there were.

    Policy versions keep the copy they carry. Who changed what is in the rows' history.
    """
    changed: list[CoverageStandard | CareRules] = [*standards, *([rules] if rules else [])]
    for row in changed:  # five rows at most
        row.full_clean()
        row.save()
    if rules:
        coverage.follow()
    return len(changed)


@transaction.atomic
def take_hours(hours: Hours) -> bool:
    """The hours of the policy that is in force now; whether they are new."""
    values = (hours.visit, hours.remote, hours.review, hours.capacity, hours.busy)
    rules = CareRules.objects.select_for_update().get(pk=1)
    if tuple(float(getattr(rules, name)) for name in HOURS) == values:
        return False
    for name, value in zip(HOURS, values, strict=True):
        setattr(rules, name, value)
    rules.save(update_fields=list(HOURS))
    return True
