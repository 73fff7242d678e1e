"""Where accounts lie in the portfolio matrix, from ratings as of a day (domain §6.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from accounts.models import Account, Rating
from accounts.models.account import AccountStatus
from accounts.models.rating import TENS, RatingKind
from kam.lib.classes import PortfolioQuadrant, PyramidTier
from kam.lib.copy import Column, Columns
from staff.models import User
from tiering.engine import Policy
from tiering.engine.exact import Hundredths
from tiering.engine.population import UNKNOWN, Codes
from tiering.engine.portfolio import Positions, attractiveness, competitive_score, positions
from tiering.engine.weighted import Weighted
from tiering.models import Run, Score
from tiering.services.windows import months_before

# In the order of the engine's arguments.
ATTRACTIVE = ("available_spend", "growth", "profitability", "fit", "influence", "payment")
STRONG = ("solution", "delivery", "price", "technical_support", "relation", "brand")
GROUPS = {"attractiveness": ATTRACTIVE, "own": STRONG, "best": STRONG}
Six = tuple[Codes, Codes, Codes, Codes, Codes, Codes]
CUSTOMERS = (AccountStatus.ACTIVE, AccountStatus.DORMANT)


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """Customers in sight that somebody rated, or that are key accounts; ordered by account.

    `revenue` (minor units) is that of the run in view, 0 for those it has not `ranked`: members of
    groups are ranked with their head. `ratings` has a column of
    0 to 10 (-1 unknown) for every factor, by kind.
    """

    account: Column
    revenue: Column
    ranked: Column
    ratings: dict[RatingKind, Codes]
    attractive: Weighted
    own: Weighted
    best: Weighted
    places: Positions

    def __len__(self) -> int:
        return len(self.account)

    def score(self, group: str) -> Hundredths:
        found = {"attractiveness": self.attractive, "own": self.own, "best": self.best}
        return found[group].score

    def placed(self, quadrant: int | None = None) -> list[int]:
        """Rows that lie in the matrix, or in one quadrant of it, the largest first."""
        wanted = self.places.quadrant > 0
        if quadrant is not None:
            wanted = self.places.quadrant == quadrant
        return self._largest(wanted)

    def missing(self) -> list[int]:
        """Rows without a place, the largest first."""
        return self._largest(self.places.quadrant == 0)

    def _largest(self, wanted: Column) -> list[int]:
        rows = np.flatnonzero(wanted)
        order = np.lexsort((self.account[rows], -self.revenue[rows]))
        found: list[int] = rows[order].tolist()
        return found

    def absent(self, row: int) -> dict[str, list[RatingKind]]:
        """The factors without a rating, by group; only of groups without a score."""
        return {
            group: [kind for kind in kinds_of(group) if self.ratings[kind][row] == UNKNOWN]
            for group in GROUPS
            if self.score(group)[row] == UNKNOWN
        }

    def counts(self) -> dict[int, tuple[int, int]]:
        """Accounts and revenue of every quadrant."""
        return {
            quadrant.value: (int(inside.sum()), int(self.revenue[inside].sum()))
            for quadrant in PortfolioQuadrant
            for inside in [self.places.quadrant == quadrant]
        }


def kinds_of(group: str) -> list[RatingKind]:
    return [RatingKind(f"{group}_{factor}") for factor in GROUPS[group]]


def weights_of(group: str, policy: Policy) -> list[Any]:
    rule = policy.portfolio
    weights = rule.attractiveness_weights if group == "attractiveness" else rule.strength_weights
    return [getattr(weights, factor) for factor in GROUPS[group]]


def counts_from(as_of: date, policy: Policy) -> date:
    """Ratings after this day count: what was thought longer ago than the horizon is stale."""
    return months_before(as_of, 12 * policy.portfolio.horizon_years)


def portfolio_of(
    *, user: User, run: Run | None, policy: Policy, as_of: date, only: int | None = None
) -> Portfolio:
    """Three queries, however many accounts; `only` is the id of a single one."""
    customers = Account.objects.visible_to(user).filter(status__in=CUSTOMERS)
    if only is not None:
        customers = Account.objects.visible_to(user).filter(pk=only)
    rated = _rated(customers, as_of, policy)
    key = [PyramidTier.TOP, PyramidTier.MAJOR]
    others = customers.filter(standing__pyramid__in=key, standing__by_group=False)
    keys = {only} if only is not None else set(others.values_list("pk", flat=True))
    ids = sorted(keys | {account for account, _kind, _value in rated})
    place = {pk: row for row, pk in enumerate(ids)}
    ratings = {kind: np.full(len(ids), UNKNOWN, np.int8) for kind in TENS}
    for account, kind, value in rated:
        ratings[RatingKind(kind)][place[account]] = value
    revenue, ranked = np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
    if run is not None:
        scores = Score.objects.filter(run=run, account__in=ids)
        for account, amount in scores.values_list("account", "net_revenue"):
            revenue[place[account]], ranked[place[account]] = amount, True
    rows = {"account": np.array(ids, np.int64), "revenue": revenue, "ranked": ranked}
    return _positioned(rows, ratings, policy)


def _rated(customers: Any, as_of: date, policy: Policy) -> Sequence[Any]:
    """The newest current rating of every kind that still counts: account, kind, value."""
    current = Rating.objects.current().up_to(as_of).filter(date__gt=counts_from(as_of, policy))
    ours = current.filter(account__in=customers.order_by().values("pk"), kind__in=TENS)
    return list(ours.newest("account", "kind").values_list("account", "kind", "value"))


def _positioned(rows: Columns, ratings: dict[RatingKind, Codes], policy: Policy) -> Portfolio:
    def columns(group: str) -> Six:
        first, second, third, fourth, fifth, last = (ratings[kind] for kind in kinds_of(group))
        return first, second, third, fourth, fifth, last

    attractive = attractiveness(*columns("attractiveness"), policy)
    own = competitive_score(*columns("own"), policy)
    best = competitive_score(*columns("best"), policy)
    places = positions(attractive.score, own.score, best.score, policy)
    return Portfolio(
        **rows, ratings=ratings, attractive=attractive, own=own, best=best, places=places
    )
