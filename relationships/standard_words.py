"""A change of the standards in words: what, from, to."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kam.lib.numbers import DASH
from relationships import labels
from relationships.models import CareRules, CoverageStandard, GridRules
from relationships.models.standard_change import StandardChange, Subject

Row = tuple[str, str, str]


def rows(change: StandardChange) -> list[Row]:
    """Name, what was in force, and what is proposed."""
    return list(_squares(change) if change.subject == Subject.SQUARES else _coverage(change))


def _squares(change: StandardChange) -> Iterator[Row]:
    for name, (old, new) in change.values.items():
        if name.startswith("cell_"):
            _cell, personal, company = name.split("_")
            label = _("Personal %(p)s, company %(c)s") % {"p": personal, "c": company}
            yield label, str(labels.STAGE[old]), str(labels.STAGE[new])
        else:
            yield _row(GridRules._meta.get_field(name), "", old, new)


def _coverage(change: StandardChange) -> Iterator[Row]:
    tiers = dict(CoverageStandard._meta.get_field("tier").flatchoices)
    for name, (old, new) in change.values.items():
        tier, _dot, field = name.rpartition(".")
        if tier:
            whose = f"{tiers[int(tier)]} · "
            yield _row(CoverageStandard._meta.get_field(field), whose, old, new)
        else:
            yield _row(CareRules._meta.get_field(name), "", old, new)


def _row(field: Any, whose: str, old: Any, new: Any) -> Row:
    name = str(field.verbose_name)
    return whose + (name if whose else capfirst(name)), _word(field, old), _word(field, new)


def _word(field: "Field[Any, Any]", value: Any) -> str:
    if value is None:
        return DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(dict(field.flatchoices).get(value, value))
