"""The page of ideal customers: quadrants with their sums, rows of accounts, and the drawing."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.labels import IDEAL
from accounts.models import Account
from kam.lib.classes import IdealQuadrant as Q
from staff.models import User
from tiering import candidate_words as words
from tiering.engine import Policy
from tiering.ideal import Customers

MEANING: dict[int, Promise] = {
    Q.IDEAL: gettext_lazy("high value, little time: keep them, find more like them"),
    Q.EXPENSIVE_STAR: gettext_lazy("high value, much time: worth it, look for a lighter way"),
    Q.EASY: gettext_lazy("low value, little time: let them run by themselves"),
    Q.DRAIN: gettext_lazy("low value, much time: spend less, or raise what they bring"),
}


@dataclass(frozen=True, slots=True)
class Field:
    code: int
    label: Promise
    meaning: Promise
    accounts: int
    clv: int
    hours: str


@dataclass(frozen=True, slots=True)
class Place:
    """An account with its percentiles and index in percent, and its amount in minor units."""

    account: Account
    opens: bool
    quadrant: int
    label: Promise
    index: float
    value: float
    time: float
    clv: int
    hours: str


def fields_of(found: Customers) -> list[Field]:
    fields = []
    for code in Q:
        accounts, clv, hours = found.sums(code)
        fields.append(
            Field(code.value, IDEAL[code], MEANING[code], accounts, clv, words.hours(hours))
        )
    return fields


def places_of(found: Customers, rows: list[int], user: User) -> list[Place]:
    """One query, two for sponsors."""
    ids = [int(found.account[row]) for row in rows]
    accounts: dict[int, Account] = Account.objects.select_related("owner").in_bulk(ids)
    opens = Account.objects.that_open(user, ids)
    scores = found.ideal
    return [
        Place(
            account=accounts[pk],
            opens=pk in opens,
            quadrant=int(scores.quadrant[row]),
            label=IDEAL[Q(int(scores.quadrant[row]))],
            index=scores.index[row] / 100,
            value=scores.value_percentile[row] / 100,
            time=scores.hours_percentile[row] / 100,
            clv=int(found.clv[row]),
            hours=words.hours(int(found.hours[row])),
        )
        for pk, row in zip(ids, rows, strict=True)
        if pk in accounts
    ]


def chart_of(places: list[Place], policy: Policy) -> dict[str, Any]:
    """Time to the right, value upwards; a click opens the account."""
    points = [
        {
            "value": [round(place.time, 1), round(place.value, 1)],
            "name": str(place.account),
            "code": place.quadrant,
            "url": reverse("account_detail", args=[place.account.pk]) if place.opens else "",
        }
        for place in places
    ]
    names = {"x": _("Selling time, percentile"), "y": _("Lifetime value, percentile")}
    corners = [str(IDEAL[code]) for code in (Q.IDEAL, Q.EXPENSIVE_STAR, Q.EASY, Q.DRAIN)]
    cut = float(policy.selection.ideal_cut)
    return {"points": points, "cut": cut, "names": names, "corners": corners}
