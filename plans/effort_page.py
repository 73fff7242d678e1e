"""Effort against value as it is read: figures, accounts out of step, parts, and the drawing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.labels import PYRAMID, UNRATED
from accounts.models import Account
from kam.lib.classes import PyramidTier
from kam.lib.copy import Column
from plans.effort import APART, Book, is_apart, percent
from relationships.models.visit import VisitStatus
from staff.models import Unit, User
from tiering.engine.workload import UNIT

LISTED, DRAWN = 20, 300
PER_PAGE = 50
DECADES = 3  # of the axes; what is smaller is drawn at their beginning
SUMMED = ("hours", "executive", "visits", "actions", "cost", "days", "money")


@dataclass(frozen=True, slots=True)
class Place:
    """An account with its shares in percent; hours as hours, amounts in minor units."""

    account: Account
    effort: float
    value: float
    hours: float
    executive: float
    visits: int
    actions: int
    cost: int
    url: str

    @property
    def gap(self) -> float:
        """Percentage points."""
        return self.effort - self.value

    @property
    def side(self) -> str:
        """`over` or `under` served, or neither."""
        if is_apart(self.effort, self.value):
            return "over"
        return "under" if is_apart(self.value, self.effort) else ""


@dataclass(frozen=True, slots=True)
class Side:
    """Rows to read together, the widest gap first; `value` is how an address names them."""

    value: str
    label: str
    rows: list[int]

    @property
    def count(self) -> int:
        return len(self.rows)


def sides_of(book: Book) -> list[Side]:
    return [
        Side("", _("All"), book.widest()),
        Side("over", _("Over-served"), book.over_served()),
        Side("under", _("Under-served"), book.under_served()),
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """What all accounts of an owner, a unit or a class took and are worth."""

    name: str
    query: str  # of the list of accounts
    accounts: int
    hours: float
    executive: float
    effort: float
    value: float
    cost: int

    @property
    def gap(self) -> float:
        return self.effort - self.value


def totals_of(book: Book) -> dict[str, float]:
    """Sums of the rows; `all_hours` with those of accounts that are not among them."""
    sums: dict[str, float] = {name: int(getattr(book, name).sum()) for name in SUMMED}
    for name in ("hours", "executive"):
        sums[name] /= UNIT
    sums["hours_elsewhere"] = book.elsewhere.get("hours", 0) / UNIT
    sums |= {f"{name}_elsewhere": book.elsewhere.get(name, 0) for name in ("days", "money")}
    return sums


def accounts_of(book: Book, rows: list[int]) -> dict[int, Account]:
    """One query."""
    ids = [int(book.account[row]) for row in rows]
    found: dict[int, Account] = Account.objects.select_related("owner").in_bulk(ids)
    return found


def places_of(book: Book, rows: list[int], accounts: Mapping[int, Account]) -> list[Place]:
    effort, value = book.effort_share, book.value_share
    return [
        Place(
            account=accounts[pk],
            effort=float(effort[row]),
            value=float(value[row]),
            hours=int(book.hours[row]) / UNIT,
            executive=int(book.executive[row]) / UNIT,
            visits=int(book.visits[row]),
            actions=int(book.actions[row]),
            cost=int(book.cost[row]),
            url=visits_url(book, pk),
        )
        for row in rows
        if (pk := int(book.account[row])) in accounts
    ]


def visits_url(book: Book, account: int) -> str:
    """The visits behind the hours of a row."""
    query = QueryDict(mutable=True)
    query["top" if book.policy.money.rollup_to_group else "account"] = str(account)
    query["status"] = VisitStatus.COMPLETED.value
    query["after"], query["before"] = book.first.isoformat(), book.end.isoformat()
    return f"{reverse('visit_list')}?{query.urlencode()}"


def drawn_of(book: Book) -> list[int]:
    """Rows for the drawing: those with the widest gaps, for all others lie on the line."""
    return book.widest()[:DRAWN]


def chart_of(book: Book, rows: list[int], accounts: Mapping[int, Account]) -> dict[str, Any]:
    """Value to the right, effort upwards, both by their logarithms, for most accounts have a small
    share; on the line both are the same, beyond the dashed ones they are out of step."""
    points: list[dict[str, Any]] = [
        {
            "value": [_brief(place.value), _brief(place.effort)],
            "name": str(place.account),
            "code": place.side,
            "url": reverse("account_detail", args=[place.account.pk]),
        }
        for place in places_of(book, rows, accounts)
    ]
    top = _round_up(max((max(point["value"]) for point in points), default=0))
    ends = {"top": top, "least": 10.0 ** (math.floor(math.log10(top)) - DECADES), "apart": APART}
    names = {"x": _("Share of value, %"), "y": _("Share of effort, %")}
    corners = [_("Over-served"), "", "", _("Under-served")]
    return {"points": points, **ends, "names": names, "corners": corners}


def _brief(share: float) -> float:
    return float(f"{share:.4g}")


def _round_up(largest: float) -> float:
    """The end of the axes: the next of 1, 2, 4, 5, 10, 20 …"""
    steps = [step * 10**power for power in (-1, 0, 1) for step in (1, 2, 4, 5)]
    return float(next((step for step in steps if step >= largest), 100))


def by_owner(book: Book) -> list[Part]:
    people = User.objects.in_bulk(list(set(book.owner.tolist()) - {0}))
    names = {pk: str(user) for pk, user in people.items()} | {0: _("Nobody")}
    return _parts(book, book.owner, names, "owner")


def by_unit(book: Book) -> list[Part]:
    """Accounts count at their own unit, not at those above."""
    units = Unit.objects.in_bulk(list(set(book.unit.tolist()) - {0}))
    names = {pk: unit.display_name for pk, unit in units.items()} | {0: _("No unit")}
    return _parts(book, book.unit, names, "unit")


def by_class(book: Book) -> list[Part]:
    names = {code.value: str(PYRAMID[code]) for code in PyramidTier} | {0: str(UNRATED)}
    parts = _parts(book, book.tier, names, "pyramid")
    return sorted(parts, key=lambda part: (not part.query, part.query))


def _parts(book: Book, keys: Column, names: Mapping[int, str], field: str) -> list[Part]:
    """The largest effort first."""
    found, where = np.unique(keys, return_inverse=True)

    def sums(column: Column) -> Column:
        total = np.zeros(len(found), np.int64)
        np.add.at(total, where, column)
        return total

    hours, executive, cost = sums(book.hours), sums(book.executive), sums(book.cost)
    effort, value = percent(hours), percent(sums(np.maximum(book.value, 0)))
    count = np.bincount(where, minlength=len(found))
    order = np.lexsort((found, -hours)).tolist()
    return [
        Part(
            name=names.get(int(found[i]), "—"),
            query=f"{field}={found[i]}" if found[i] else "",
            accounts=int(count[i]),
            hours=int(hours[i]) / UNIT,
            executive=int(executive[i]) / UNIT,
            effort=float(effort[i]),
            value=float(value[i]),
            cost=int(cost[i]),
        )
        for i in order
    ]
