"""What differs between two policies, as sentences a manager reads before approving."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tiering.engine import Policy
from tiering.labels_policy import said
from tiering.labels_policy_names import SECTIONS, SETTINGS


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is another. `path` names it in the document; values as people read them."""

    path: str
    section: str | Promise
    label: str | Promise
    before: str
    after: str
    value: Any  # of the document, after

    @property
    def sentence(self) -> str:
        values = {"setting": self.label, "after": self.after, "before": self.before}
        return _("%(setting)s %(after)s, was %(before)s.") % values


def differences(before: Policy, after: Policy) -> list[Difference]:
    """Every setting of `after` that is not as in `before`, in the order of the document."""
    old = dict(leaves(before.document()))
    return [
        Difference(
            path=path,
            section=SECTIONS[path.partition(".")[0]],
            label=SETTINGS[path][0],
            before=said(path, old[path]),
            after=said(path, value),
            value=value,
        )
        for path, value in leaves(after.document())
        if old[path] != value
    ]


def leaves(document: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted path and value of every setting; a list is one value."""
    for name, value in document.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.")
        else:
            yield path, value
