"""A month's units split over the accounts of a reader, beside what was spent (domain §6.12)."""

from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from kam.lib.copy import Column
from plans.allocation import allocate, claims, ranks
from plans.effort import Book
from plans.effort_page import accounts_of
from relationships.rules import Effort
from tiering.engine.population import Amounts
from tiering.engine.workload import UNIT, YEAR, hours_per_year

SHOWN, MONTHS = 50, 12


class Per(TextChoices):
    """What is split."""

    HOURS = "hours", pgettext_lazy("allocation", "hours a month")
    VISITS = "visits", pgettext_lazy("allocation", "visits a month")


@dataclass(frozen=True, slots=True)
class Share:
    """Units of one account in a month; `spent` of the average month of the period."""

    account: Account
    tier: int
    key_class: int
    priority: float
    least: int
    given: int
    spent: float

    @property
    def difference(self) -> float:
        return self.given - self.spent


@dataclass(frozen=True, slots=True)
class Split:
    """The largest shares, and what is left for the `others`."""

    budget: int
    least: int
    shares: list[Share]
    others: int
    others_given: int
    others_spent: float
    spent: float

    @property
    def is_short(self) -> bool:
        """Whether the standards ask for more than there is."""
        return self.least > self.budget

    @property
    def others_difference(self) -> float:
        return self.others_given - self.others_spent

    @property
    def difference(self) -> float:
        return self.budget - self.spent


def split_of(book: Book, budget: int, per: Per, efforts: dict[int, Effort]) -> Split:
    """Over all accounts of the book; one query for the names of the first."""
    priorities, rank = book.priorities, ranks(book.value, book.account)
    claimed = claims(priorities, book.key_class, book.policy.classes.resource_factor)
    least = _least(book, per, efforts)
    given = allocate(budget, claimed, least, rank)
    spent = _spent(book, per)
    rows = np.lexsort((rank, -priorities, -given))[:SHOWN].tolist()
    accounts = accounts_of(book, rows)
    shares = [
        Share(
            account=accounts[pk],
            tier=int(book.tier[row]),
            key_class=int(book.key_class[row]),
            priority=priorities[row] / 100,
            least=int(least[row]),
            given=int(given[row]),
            spent=float(spent[row]),
        )
        for row in rows
        if (pk := int(book.account[row])) in accounts
    ]
    whole = float(spent.sum())
    return Split(
        budget=budget,
        least=int(least.sum()),
        shares=shares,
        others=len(book) - len(shares),
        others_given=budget - sum(share.given for share in shares),
        others_spent=whole - sum(share.spent for share in shares),
        spent=whole,
    )


def _least(book: Book, per: Per, efforts: dict[int, Effort]) -> Amounts:
    """What the coverage standard asks for in a month, in whole units."""
    asked = {
        tier: _hours(effort, book) if per == Per.HOURS else YEAR // effort.visit_days
        for tier, effort in efforts.items()
    }
    return np.array([asked.get(tier, 0) // MONTHS for tier in book.cared.tolist()], np.int64)


def _hours(effort: Effort, book: Book) -> int:
    return hours_per_year(effort.tier, effort.visit_days, effort.remote, book.policy) // UNIT


def _spent(book: Book, per: Per) -> Column:
    return (book.hours / UNIT if per == Per.HOURS else book.visits) / book.months
