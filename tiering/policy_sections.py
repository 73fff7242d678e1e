"""The sections of the editor that have no sentences: plain settings, weights, and ranges."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from tiering import policy_bands, policy_weights
from tiering.differences import Difference
from tiering.engine import Policy
from tiering.labels_policy_names import SECTIONS
from tiering.policy_bands import Table
from tiering.policy_fields import FIXED, fields_of
from tiering.policy_weights import Board

Nested = Mapping[str, Any]
# Sections the scoring reads so far; the others wait for their parts.
SCORED = {
    "window",
    "money",
    "pattern",
    "pyramid",
    "abc",
    "key_account",
    "class",
    "selection",
    "score",
    "potential",
    "rfm",
    "hysteresis",
    "concentration",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A label and its fields: one, or those of a list side by side."""

    label: str | Promise
    fields: list[Any]


@dataclass(slots=True)
class Section:
    """Settings one by one, then the lists of weights and the tables of ranges."""

    code: str
    label: str | Promise
    is_scored: bool
    settings: list[Setting] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def only_unscored(found: Iterable[Difference]) -> bool:
    """Whether something differs, and only where the scoring does not look yet."""
    codes = {each.path.split(".")[0] for each in found}
    return bool(codes) and SCORED.isdisjoint(codes)


def sections_of(policy: Policy, before: Policy, *, without: Collection[str]) -> list[Section]:
    """Every section not in `without`."""
    found = []
    for code, fields in fields_of(policy, before).items():
        if code not in without:
            section = Section(code, SECTIONS[code], code in SCORED)
            _fill(section, code, fields, before)
            found.append(section)
    return found


def _fill(section: Section, path: str, fields: Nested, before: Policy) -> None:
    """Put what lies at `path` where it belongs, and what lies below it likewise."""
    if path in policy_weights.WEIGHTS:
        section.boards.append(policy_weights.board_of(path, fields.values()))
    elif path in policy_bands.GROWN or path in policy_bands.FIXED:
        section.tables.append(policy_bands.table_of(path, fields, before))
    elif "0" in fields:
        section.settings.append(Setting(fields["0"].label, list(fields.values())))
    else:
        section.settings += _plain(path, fields)
        for name, each in fields.items():
            if isinstance(each, dict):
                _fill(section, f"{path}.{name}", each, before)


def _plain(path: str, fields: Nested) -> Iterator[Setting]:
    return (
        Setting(each.label, [each])
        for name, each in fields.items()
        if not isinstance(each, dict) and f"{path}.{name}" not in FIXED
    )
