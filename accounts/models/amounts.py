"""What accounts bought in the last twelve months and the twelve before, to the day."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

YEAR = 12
ZERO = Decimal(0)

# The head of a group speaks for the whole group; everybody else for itself.
PARTS = """
SELECT a.top_id AS id, a.id AS account_id FROM accounts_account a
WHERE a.top_id = ANY(%(accounts)s) AND (%(by_group)s OR a.id = a.top_id)
UNION ALL
SELECT a.id, a.id FROM accounts_account a WHERE a.id = ANY(%(accounts)s) AND a.id <> a.top_id
"""
MONTHS = f"""
SELECT p.id, width_bucket(e.date, %(edges)s::date[]) AS month, sum(e.amount_base)
FROM ({PARTS}) p JOIN accounts_ledgerentry e
  ON e.account_id = p.account_id AND e.known_to IS NULL
 AND e.date >= %(first)s AND e.date <= %(as_of)s
GROUP BY 1, 2
"""


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last (domain §0.5)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def edges(as_of: date, months: int = 2 * YEAR) -> list[date]:
    """First days of the spans of one month that end on `as_of`, oldest first."""
    return [months_before(as_of, back) + timedelta(days=1) for back in range(months, 0, -1)]


@dataclass(frozen=True)
class Trailing:
    """Net revenue in base currency, a value per month back from the as-of date, oldest first."""

    months: Sequence[Decimal] = field(default_factory=lambda: [ZERO] * 2 * YEAR)

    @property
    def revenue(self) -> Decimal:
        """The last twelve months."""
        return sum(self.months[YEAR:], ZERO)

    @property
    def before(self) -> Decimal:
        """The twelve months before them."""
        return sum(self.months[:YEAR], ZERO)

    @property
    def change(self) -> Decimal | None:
        """As a fraction of the year before; None if nothing was earned then."""
        return (self.revenue - self.before) / self.before if self.before > 0 else None

    @property
    def spark(self) -> Sequence[Decimal]:
        return self.months[YEAR:]

    @property
    def fell(self) -> bool:
        """More than a tenth: worth a red line."""
        return self.change is not None and self.change < Decimal("-0.1")


def trailing(
    accounts: Collection[int], as_of: date, *, by_group: bool = True
) -> dict[int, Trailing]:
    """Amounts per account id, in one query; the head of a group has the group's sum."""
    starts = edges(as_of)
    found = {pk: [ZERO] * 2 * YEAR for pk in accounts}
    with connection.cursor() as cursor:
        cursor.execute(
            MONTHS,
            {
                "accounts": list(accounts),
                "by_group": by_group,
                "edges": starts,
                "first": starts[0],
                "as_of": as_of,
            },
        )
        for pk, month, amount in cursor.fetchall():
            found[pk][month - 1] = amount
    return {pk: Trailing(months) for pk, months in found.items()}
