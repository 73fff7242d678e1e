"""Changing the 25 squares and their rules. They count from the next assessment on (US-15)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from relationships.models import GridRules, StageCell
from relationships.stages import preset_cells
from staff.models import User
from staff.permissions import Permission, has_permission


@transaction.atomic
def update_cells(*, stages: Mapping[tuple[int, int], int], by: User) -> int:
    """New stages of squares; how many changed. Relations and their history stay as they are."""
    _may(by)
    changed = []
    for cell in StageCell.objects.select_for_update().order_by("pk"):
        stage = stages.get((cell.personal, cell.company), cell.stage)
        if stage != cell.stage:
            cell.stage = stage
            cell.full_clean()
            changed.append(cell)
    StageCell.objects.bulk_update(changed, ["stage"])
    return len(changed)


@transaction.atomic
def update_rules(*, by: User, **values: Any) -> GridRules:
    """How levels are read; levels of people are weighed anew with the next assessment."""
    _may(by)
    rules = GridRules.objects.select_for_update().get(pk=1)
    for name, value in values.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save()
    return rules


@transaction.atomic
def apply_preset(*, preset: str, by: User) -> int:
    """All cells and the names of the levels of a preset; how many cells changed."""
    update_rules(by=by, preset=preset)
    return update_cells(stages=preset_cells(preset), by=by)


def _may(by: User) -> None:
    if not has_permission(by, Permission.STANDARD_EDIT):
        raise PermissionDenied
