"""The policy as form fields: one input a number, in the units people think in.

A share of 0.2 is typed as 20 %; lists have one input a member (`pyramid.cumulative.0`). A field
prints itself, so a translated sentence can hold it where its language wants it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam.lib.numbers import currency
from tiering.differences import leaves
from tiering.engine import AbcRule, Metric, Policy, PolicyError, with_changes
from tiering.labels_policy_names import SETTINGS, VALUES
from tiering.policy_bands import disorder, is_grown
from tiering.policy_numbers import read, shown

SHORT_UNITS: dict[str, Promise | str] = {
    "share": "%",
    "pct": "%",
    "months": gettext_lazy("months"),
    "days": gettext_lazy("days"),
    "years": gettext_lazy("years"),
    "hours": gettext_lazy("hours"),
    "minutes": gettext_lazy("minutes"),
    "times": gettext_lazy("times"),
    "points": gettext_lazy("points"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "pyramid.metric": tuple(Metric),
    "abc.rule": tuple(AbcRule),
    "grid.preset": ("GATE3", "LADDER5"),
    "rfm.metric": ("net_revenue", "gross_profit"),
}
FIXED = {"money.base_currency"}  # follows the company's settings


@dataclass(frozen=True, slots=True)
class Field:
    """An input for one value: `value` as typed, `before` as it is in the version compared with.

    `before` is empty where that version has no such value: a range more than it had.
    """

    path: str
    label: str | Promise
    unit: str
    value: str
    before: str
    choices: tuple[str, ...] = ()
    is_flag: bool = False

    def __html__(self) -> SafeString:
        changed = " t-changed" if self.value != self.before else ""
        return format_html(
            '<span class="t-set{}"><span class="t-set-box">{}<small>{}</small></span>'
            '<small class="t-was" data-kam-was>{}</small></span>',
            changed,
            self._select() if self.choices or self.is_flag else self._input(),
            currency() if self.unit == "money" else SHORT_UNITS.get(self.unit, ""),
            _("was %(value)s") % {"value": self._said(self.before)} if self.before else _("new"),
        )

    __str__ = __html__

    def _input(self) -> SafeString:
        return format_html(
            '<input name="{0}" value="{1}" data-was="{2}" size="{3}" inputmode="decimal"'
            ' autocomplete="off" aria-label="{4}">',
            self.path,
            self.value,
            self.before,
            max(3, len(self.value)),
            self.label,
        )

    def _select(self) -> SafeString:
        options = self.choices or ("true", "false")
        return format_html(
            '<select name="{}" data-was="{}" aria-label="{}">{}</select>',
            self.path,
            self.before,
            self.label,
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (option, SafeString(" selected" * (option == self.value)), self._said(option))
                    for option in options
                ),
            ),
        )

    def _said(self, value: str) -> str:
        if self.is_flag:
            return _("Yes") if value == "true" else _("No")
        return str(VALUES.get(value, value))


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from the browser: changes by path, and messages by path for what can't be read."""

    changes: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def fields_of(policy: Policy, before: Policy) -> dict[str, Any]:
    """Every setting as a `Field`, nested as in the document: `fields["window"]["ttm_months"]`."""
    nested: dict[str, Any] = {}
    old = dict(inputs(before))
    for path, value in inputs(policy):
        *above, leaf = path.split(".")
        place = nested
        for name in above:
            place = place.setdefault(name, {})
        place[leaf] = _field(path, value, old.get(path))
    return nested


def inputs(policy: Policy) -> Iterator[tuple[str, Any]]:
    """Path and value of every single input; lists by member."""
    for path, value in leaves(policy.document()):
        if isinstance(value, list):
            yield from ((f"{path}.{i}", each) for i, each in enumerate(value))
        else:
            yield path, value


def typed(data: Mapping[str, str], policy: Policy) -> Typed:
    """Read what was typed into fields of `policy`; only what differs from it is a change."""
    found = Typed()
    for path, value in leaves(policy.document()):
        if is_grown(path):
            _take_list(found, data, path, value)
        elif isinstance(value, list):
            for i, member in enumerate(value):
                _take(found, data, f"{path}.{i}", member)
        else:
            _take(found, data, path, value)
    return found


def _take(found: Typed, data: Mapping[str, str], path: str, old: Any) -> None:
    """One value, as typed if it was sent."""
    if path in FIXED or path not in data:
        return
    new = _read(found, data, path, old)
    if new is not None and new != old:
        found.changes[path] = new


def _take_list(found: Typed, data: Mapping[str, str], path: str, old: list[Any]) -> None:
    """A list that people make longer and shorter: as many members as were sent in a row."""
    names = list(takewhile(data.__contains__, (f"{path}.{i}" for i in range(len(data)))))
    new = [_read(found, data, name, 0) for name in names]
    if names and None not in new and new != old:
        found.changes[path] = new


def _read(found: Typed, data: Mapping[str, str], path: str, old: Any) -> Any:
    """The value of the document, or None with the reason among the errors."""
    try:
        return read(SETTINGS[_setting(path)][1], data[path], old)
    except ValueError:
        found.errors[path] = _("Enter a number.")
        return None


def checked(policy: Policy, found: Typed) -> Policy | None:
    """The policy with the changes, or None with the reason among the errors."""
    found.errors.update(disorder(policy, found.changes))
    if found.errors:
        return None
    try:
        return with_changes(policy, found.changes)
    except PolicyError as error:
        found.errors[error.path] = refusal(error)
        return None


# The engine speaks English; these are its reasons, found by how they begin.
REASONS: dict[str, Promise] = {
    "Values should ascend": gettext_lazy("The values should rise from one to the next."),
    "Values should descend": gettext_lazy("The values should fall from one to the next."),
    "Weights should add up": gettext_lazy("The weights should add up to 100%."),
    "points should have": gettext_lazy("Each range needs its points."),
    "Value should have at most": gettext_lazy("There can be 21 ranges at most."),
    "Value should have at least": gettext_lazy("There should be two ranges at least."),
    "Input should be greater than or equal": gettext_lazy("This value is too small."),
    "Input should be greater than": gettext_lazy("This value is too small."),
    "Input should be less than": gettext_lazy("This value is too large."),
    "Input should be a valid integer": gettext_lazy("Enter a whole number."),
    "alarm_count should not": gettext_lazy("The alarm should not come before the warning."),
    "IMPORTANT should not": gettext_lazy("Important should not get more than core."),
    "watch_from should not": gettext_lazy("The watch list should lie below core."),
    "reserve_min should not": gettext_lazy("Reserve should lie below selected."),
    "Gift limits should not": gettext_lazy(
        "Approval, block and yearly cap should follow each other."
    ),
}


def refusal(error: PolicyError) -> str:
    """Why a value is refused, in the reader's language."""
    for beginning, reason in REASONS.items():
        if error.reason.startswith(beginning):
            return str(reason)
    return _("This value is not allowed here.")


def label_of(path: str) -> str | Promise:
    """The label of a setting or of a member of its list."""
    return SETTINGS[_setting(path)][0]


def _setting(path: str) -> str:
    head, _dot, last = path.rpartition(".")
    return head if last.isdigit() and head in SETTINGS else path


def _field(path: str, value: Any, before: Any) -> Field:
    label, unit = SETTINGS[_setting(path)]
    return Field(
        path=path,
        label=label,
        unit=unit,
        value=shown(unit, value),
        before="" if before is None else shown(unit, before),
        choices=CHOICES.get(path, ()),
        is_flag=isinstance(value, bool),
    )
