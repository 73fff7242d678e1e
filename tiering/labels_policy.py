"""The policy in plain words: a label for every section and setting, and how its value reads.

`described` walks the whole document, so nothing in force stays unsaid; a test holds that every
setting has a label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
    text = number(value, _places(Decimal(str(value))))
    return str(UNITS[unit]) % {"n": text} if unit in UNITS else text


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


UNITS: dict[str, Promise] = {
    "pct": _("%(n)s%%"),
    "months": _("%(n)s months"),
    "days": _("%(n)s days"),
    "years": _("%(n)s years"),
    "hours": _("%(n)s hours"),
    "minutes": _("%(n)s minutes"),
    "times": _("%(n)s times"),
    "points": _("%(n)s points"),
}
