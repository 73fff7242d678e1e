"""The policy: one immutable, validated document of every rule value (domain §15, design §5)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from tiering.engine import sections, sections_rating
from tiering.engine.settings import Section


class Policy(Section):
    """All rule values of one version; a section that is left out has its defaults."""

    window: sections.Window = sections.Window()
    money: sections.Money = sections.Money()
    pattern: sections.Pattern = sections.Pattern()
    pyramid: sections.Pyramid = sections.Pyramid()
    abc: sections.Abc = sections.Abc()
    key_account: sections.KeyAccount = sections.KeyAccount()
    classes: sections.Classes = Field(default=sections.Classes(), alias="class")
    selection: sections.Selection = sections.Selection()
    hysteresis: sections.Hysteresis = sections.Hysteresis()
    grid: sections.Grid = sections.Grid()
    score: sections.Score = sections.Score()
    rfm: sections_rating.Rfm = sections_rating.Rfm()
    potential: sections_rating.Potential = sections_rating.Potential()
    portfolio: sections.Portfolio = sections.Portfolio()
    decline: sections.Decline = sections.Decline()
    health: sections.Health = sections.Health()
    coverage_days: sections.CoverageDays = sections.CoverageDays()
    executive_days: sections.ExecutiveDays = sections.ExecutiveDays()
    hours: sections.Hours = sections.Hours()
    priority: sections.Priority = sections.Priority()
    concentration: sections.ConcentrationLevels = sections.ConcentrationLevels()
    green_channel_minutes: sections.GreenChannelMinutes = sections.GreenChannelMinutes()
    care: sections.Care = sections.Care()

    def document(self) -> dict[str, Any]:
        """The whole policy as JSON values; `Policy.model_validate` reads it back unchanged."""
        return self.model_dump(mode="json")

    def hash(self) -> str:
        """SHA-256 of the canonical document: equal values, equal hash, whatever their spelling."""
        canonical = json.dumps(self.document(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class PolicyError(ValueError):
    """A change the policy does not accept.

    `path` names the setting as in the document, `value` is what was refused (None where the path
    is unknown), `reason` says why, in English.
    """

    def __init__(self, path: str, reason: str, value: Any = None) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason, self.value = path, reason, value


class UnknownSetting(PolicyError):
    """There is no setting at this path."""


class ValueNotAllowed(PolicyError):
    """The setting exists and does not take this value."""


def with_changes(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """A new policy with the settings at dotted paths replaced, all at once.

    Values may be JSON values or strings: a string is read as JSON where it is JSON, so
    `{"window.ttm_months": "24"}` and `{"pyramid.cumulative.0": 0.02}` both work. Raises
    `UnknownSetting` or `ValueNotAllowed`; the given policy is never touched.
    """
    document = policy.document()
    for path, value in changes.items():
        _put(document, path, _parsed(value))
    try:
        return Policy.model_validate(document)
    except ValidationError as error:
        raise _refusal(error, changes) from None


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    """Replace the leaf at `path`; sections are only walked through, never replaced."""
    *sections_above, leaf = path.split(".")
    place: Any = document
    for name in sections_above:
        place = place[_key(place, name, path)]
    key = _key(place, leaf, path)
    if isinstance(place[key], dict):
        raise UnknownSetting(path, "This is a section: name one setting in it")
    place[key] = value


def _key(place: Any, name: str, path: str) -> Any:
    if isinstance(place, dict) and name in place:
        return name
    if isinstance(place, list) and name in map(str, range(len(place))):
        return int(name)
    raise UnknownSetting(path, "There is no such setting")


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _refusal(error: ValidationError, changes: Mapping[str, Any]) -> ValueNotAllowed:
    """The first problem in plain words; a section's own check is told at the path changed in it."""
    problem = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in problem["loc"])
    named = next((given for given in changes if f"{given}.".startswith(f"{path}.")), path)
    reason = problem["msg"].removeprefix("Value error, ")
    return ValueNotAllowed(named, reason, changes.get(named, problem["input"]))
