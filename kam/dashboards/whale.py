"""Who earns and who costs: the whale curve of contribution (domain §6.8)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from kam.dashboards.tier_lists import PROFITS
from kam.dashboards.tier_picks import contribution
from kam.lib.copy import read_columns
from kam.lib.numbers import base_currency, from_minor, number
from staff.models import User
from tiering.engine.profitability import Whale, whale_curve
from tiering.models import Run
from tiering.scope import scope_of

DRAWN = 60  # points of the curve
STEPS = (5, 10, 20, 40, 60, 80, 90, 95, 100)  # percent of the accounts, in the table
TYPES = {"account_id": "i8", "value": "i8", "cost_to_serve": "i8", "estimated": "i2"}
SCORES = """
SELECT account_id, value, cost_to_serve, estimated FROM tiering_score WHERE run_id = {run} {scope}
ORDER BY account_id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """The best `accounts` of all, `part` of them, bring `amount` (minor units), `share` of all."""

    accounts: int
    part: float
    amount: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """`chart` is for the page's script; amounts in minor units."""

    whale: Whale
    accounts: int
    total: int
    estimated: int
    steps: list[Step]
    chart: dict[str, Any]

    @property
    def peak_share(self) -> float | None:
        return _share(self.whale.peak_share)

    @property
    def erosion(self) -> float | None:
        return _share(self.whale.erosion)


def _share(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 10_000


def whale_of(user: User, run: Run) -> Curve | None:
    """Of the accounts `user` reads; None where the run ranks by something that is no profit.

    One query, two for managers.
    """
    basis = run.context.get("basis", "")
    if basis not in PROFITS:
        return None
    rows = read_columns(SCORES.format(run=run.pk, scope=scope_of(user)), TYPES)
    left = contribution(rows, basis)
    whale = whale_curve(left, np.ones(len(left), np.bool_))
    return Curve(
        whale=whale,
        accounts=len(left),
        total=int(left.sum()),
        estimated=int((rows["estimated"] > 0).sum()),
        steps=[_step(whale, percent) for percent in STEPS] if len(left) else [],
        chart=_chart(whale),
    )


def _step(whale: Whale, percent: int) -> Step:
    size = len(whale.order)
    accounts = max(1, -(-size * percent // 100))
    share = whale.shares[accounts - 1] if whale.shares is not None else None
    return Step(
        accounts,
        accounts / size,
        int(whale.cumulative[accounts - 1]),
        None if share is None else int(share) / 10_000,
    )


def _chart(whale: Whale) -> dict[str, Any]:
    """The curve at some of its points, the peak among them."""
    size = len(whale.order)
    wanted = set(np.linspace(1, size, min(DRAWN, size)).round().astype(int).tolist())
    places = sorted(wanted | ({whale.peak_position} - {0}))
    names = {"values": _("Contribution cumulated")}
    labels = [number(place) for place in places]
    if whale.shares is None:
        values: list[Any] = [_major(whale.cumulative[place - 1]) for place in places]
        money = {"format": "money", "currency": base_currency.get()}
        return {"labels": labels, "values": values, "names": names, **money}
    values = [int(whale.shares[place - 1]) / 10_000 for place in places]
    limit = {"value": 1, "text": ""}  # the axis names it
    return {"labels": labels, "values": values, "names": names, "format": "percent", "limit": limit}


def _major(minor: Any) -> float:
    return float(from_minor(int(minor)) or 0)
