"""Points by range as tables from-to (domain §6.3).

A range ends where the next one begins, so ranges can't leave holes; what can go wrong is their
order, and that is told at both rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiering.differences import leaves
from tiering.engine import Policy
from tiering.labels_policy import said
from tiering.labels_policy_names import SETTINGS
from tiering.policy_numbers import shown

# Tables people make longer and shorter: sections of `cuts` and `points`.
GROWN: dict[str, Promise] = {
    "selection.bands.INTEGRITY": gettext_lazy("Integrity by payments on time"),
    "selection.bands.MAX_DEMAND": gettext_lazy("Maximum demand by yearly spend"),
    "selection.bands.DEV_COST": gettext_lazy("Development cost by its share of first gross profit"),
    "selection.bands.KEEP_COST": gettext_lazy(
        "Cost of keeping stable by its share of gross profit"
    ),
    "potential.wallet_gap": gettext_lazy("Spend we do not have yet"),
}
# Tables of five fixed scores: lists of cuts, and the score of each range.
FIXED: dict[str, tuple[Promise, tuple[int, ...]]] = {
    "rfm.bands.recency_days": (
        gettext_lazy("Recency by days since the last purchase"),
        (5, 4, 3, 2, 1),
    ),
    "rfm.bands.occasions": (gettext_lazy("Frequency by purchases"), (1, 2, 3, 4, 5)),
    "rfm.bands.amount": (gettext_lazy("Amount by sales"), (1, 2, 3, 4, 5)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A range: the field of where it begins (None: below the first cut), where it ends, its points.

    `points` is a field in a table that grows, the score itself in one of fixed scores.
    """

    start: Any
    end: str
    points: Any


@dataclass(frozen=True, slots=True)
class Table:
    """Ranges from lowest to highest; `cuts_was`, `points_was` are those of the older version."""

    path: str
    label: str | Promise
    unit: str
    rows: list[Row]
    grows: bool
    cuts_was: str
    points_was: str


def is_grown(path: str) -> bool:
    """Whether this list has as many members as people want."""
    above, _dot, last = path.rpartition(".")
    return above in GROWN and last in ("cuts", "points")


def is_banded(path: str) -> bool:
    """Whether a value of this path (or a member of its list) stands in a table."""
    return any(path.startswith(f"{table}.") for table in (*GROWN, *FIXED))


def table_of(path: str, fields: Mapping[str, Any], before: Policy) -> Table:
    """The table at `path`, of its fields as `policy_fields.fields_of` nests them."""
    if path in GROWN:
        cuts, points = list(fields["cuts"].values()), list(fields["points"].values())
        label, list_path = GROWN[path], f"{path}.cuts"
    else:
        cuts, list_path = list(fields.values()), path
        label, points = FIXED[path][0], list(FIXED[path][1])
    ends = [*(cut.value for cut in cuts), ""]
    rows = [Row(*each) for each in zip([None, *cuts], ends, points, strict=True)]
    was = dict(leaves(before.document()))
    return Table(
        path=path,
        label=label,
        unit=SETTINGS[list_path][1],
        rows=rows,
        grows=path in GROWN,
        cuts_was=_joined(list_path, was),
        points_was=_joined(f"{path}.points", was),
    )


def disorder(policy: Policy, changes: Mapping[str, Any]) -> dict[str, str]:
    """Ranges that begin no higher than the one before, as messages at both rows."""
    found: dict[str, str] = {}
    for path, cuts in _lists(policy, changes):
        for i, (lower, upper) in enumerate(pairwise(cuts)):
            if upper <= lower:
                values = {"cut": said(path, upper), "before": said(path, lower)}
                found.setdefault(
                    f"{path}.{i}",
                    _("The next range begins at %(cut)s, not above %(before)s.") % values,
                )
                found[f"{path}.{i + 1}"] = (
                    _("It overlaps the range before it: begin above %(before)s.") % values
                )
    return found


def _lists(policy: Policy, changes: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The cuts of every table as they would be with the changes."""
    document = dict(leaves(policy.document()))
    for path in (*(f"{table}.cuts" for table in GROWN), *FIXED):
        cuts = changes.get(path, document[path])
        yield path, [changes.get(f"{path}.{i}", cut) for i, cut in enumerate(cuts)]


def _joined(path: str, was: Mapping[str, Any]) -> str:
    """The members of a list as they stand in fields, apart by spaces."""
    return " ".join(shown(SETTINGS[path][1], each) for each in was.get(path, ()))
