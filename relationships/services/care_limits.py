"""Changing the limits of care."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from relationships.models import CareLimits
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def update_care_limits(*, by: User, **values: Any) -> CareLimits:
    """They hold from now on; gifts already given stay. Who changed what is in the row's history."""
    if not has_permission(by, Permission.STANDARD_EDIT):
        raise PermissionDenied
    limits = CareLimits.objects.select_for_update().get(pk=1)
    for name, value in values.items():
        setattr(limits, name, value)
    limits.full_clean()
    limits.save()
    return limits
