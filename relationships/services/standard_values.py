"""The standards that two people change together, as plain values by name.

Names: `cell_3_4` (the stage of a square), fields of `GridRules`; `1.visit_days` (a field of the
standard of a tier), fields of `CareRules`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from relationships.models import CareRules, CoverageStandard, GridRules, StageCell
from relationships.models.standard_change import Subject
from relationships.services import coverage
from relationships.stages import preset_cells

GRID = ("preset", "evidence_needed", "personal_coverage", "stale_days", "imbalance_warn")
TIER = ("visit_days", "executive_days", "remote")
CARE = ("core_tier", "important_tier")

Values = Mapping[str, Any]


def plain(value: Any) -> Any:
    """As JSON keeps it, and equal values alike."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def cell_name(personal: int, company: int) -> str:
    return f"cell_{personal}_{company}"


def in_force(subject: str) -> dict[str, Any]:
    """All values of a subject; two queries."""
    return _squares() if subject == Subject.SQUARES else _coverage()


def of_preset(preset: str) -> dict[str, Any]:
    """The values of the squares that make up a preset."""
    return {"preset": preset} | {
        cell_name(*at): stage for at, stage in preset_cells(preset).items()
    }


def put_in_force(subject: str, values: Values) -> None:
    """Write the values named; ValidationError if one is out of range. The caller holds the
    transaction."""
    (_write_squares if subject == Subject.SQUARES else _write_coverage)(values)


def _squares() -> dict[str, Any]:
    rules, cells = GridRules.current(), StageCell.objects.stages()
    found = {name: plain(getattr(rules, name)) for name in GRID}
    return found | {cell_name(*at): stage for at, stage in cells.items()}


def _coverage() -> dict[str, Any]:
    rules, standards = CareRules.current(), CoverageStandard.objects.order_by("tier")
    found = {name: getattr(rules, name) for name in CARE}
    return found | {f"{row.tier}.{name}": getattr(row, name) for row in standards for name in TIER}


def _write_squares(values: Values) -> None:
    _write(GridRules.objects.get(pk=1), {k: v for k, v in values.items() if k in GRID})
    for cell in StageCell.objects.order_by("pk"):
        stage = values.get(cell_name(cell.personal, cell.company), cell.stage)
        if stage != cell.stage:
            _write(cell, {"stage": stage})


def _write_coverage(values: Values) -> None:
    for row in CoverageStandard.objects.order_by("tier"):  # four rows
        found = {name: values.get(f"{row.tier}.{name}", getattr(row, name)) for name in TIER}
        _write(row, found)
    care = {name: value for name, value in values.items() if name in CARE}
    _write(CareRules.objects.get(pk=1), care)
    if care:
        coverage.follow()


def _write(row: models.Model, values: Values) -> None:
    changed = {name: value for name, value in values.items() if plain(getattr(row, name)) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.full_clean()
        row.save()
