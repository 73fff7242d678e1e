"""The policy in plain words: a label for every section and setting, and how its value reads.

`described` walks the whole document, so nothing in force stays unsaid; a test holds that every
setting has a label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from kam.lib.numbers import money, number
from tiering.engine import Policy
from tiering.labels_policy_names import SECTIONS, SETTINGS, VALUES


@dataclass(frozen=True, slots=True)
class Setting:
    path: str
    label: str | Promise
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    label: str | Promise
    settings: list[Setting]


def described(policy: Policy) -> list[Part]:
    """Every section with its settings in the order of the document."""
    return [
        Part(code, SECTIONS[code], list(_settings(code, values)))
        for code, values in policy.document().items()
    ]


def _settings(path: str, values: dict[str, Any]) -> Iterator[Setting]:
    for name, value in values.items():
        here = f"{path}.{name}"
        if isinstance(value, dict):
            yield from _settings(here, value)
        else:
            yield Setting(here, _label(here), said(here, value))


def _label(path: str) -> str | Promise:
    label, _unit = SETTINGS[path]
    return label


def said(path: str, value: Any) -> str:
    """The value of a setting as people read it, with its unit."""
    unit = SETTINGS[path][1]
    if isinstance(value, list):
        return gettext(" / ").join(_one(unit, each) for each in value)
    return _one(unit, value)


def _one(unit: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, str):
        return str(VALUES.get(value, value))
    if unit == "share":
        return number(Decimal(str(value)) * 100, _places(Decimal(str(value)) * 100)) + "%"
    if unit == "money":
        return money(value)
    exact = Decimal(str(value))
    return _counted(unit, exact, number(value, _places(exact)))


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _counted(unit: str, value: Decimal, text: str) -> str:
    """`1 year`, `1.5 years`: the unit in the number of its value."""
    n = 1 if value == 1 else 2
    words = {
        "pct": "%(n)s%%",
        "months": ngettext("%(n)s month", "%(n)s months", n),
        "days": ngettext("%(n)s day", "%(n)s days", n),
        "years": ngettext("%(n)s year", "%(n)s years", n),
        "hours": ngettext("%(n)s hour", "%(n)s hours", n),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", n),
        "times": ngettext("%(n)s time", "%(n)s times", n),
        "points": ngettext("%(n)s point", "%(n)s points", n),
    }
    return words[unit] % {"n": text} if unit in words else text
