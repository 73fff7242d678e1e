"""The hours that visits and reviews take, as the policy in force says."""

from django.db import transaction

from relationships.models import CareRules
from relationships.models.care_rules import HOURS
from relationships.rules import Hours


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
