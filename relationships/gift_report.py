"""What each person got in a year (domain §9.3: yearly report per contact)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Contact
from kam.lib import numbers
from kam.lib.spreadsheet import safe
from relationships.models import Gift
from relationships.models.gift import GiftStatus
from staff.models import User

WAITS = Q(status=GiftStatus.WAITING)
HANDED = Q(status=GiftStatus.DELIVERED)


@dataclass(frozen=True)
class Totals:
    people: int
    gifts: int
    worth: Decimal
    handed: Decimal


class GiftReport:
    """One row per contact of those `user` may see, the dearest first; sums of all gifts asked for
    that count, and of those handed over."""

    def __init__(self, user: User, year: int) -> None:
        self.year = year
        self.gifts = Gift.objects.visible_to(user).counting().in_year(year)

    def totals(self) -> Totals:
        zero = Decimal(0)
        found = self.gifts.aggregate(
            people=Count("contact", distinct=True),
            gifts=Count("pk"),
            worth=Coalesce(Sum("value"), zero),
            handed=Coalesce(Sum("value", filter=HANDED), zero),
        )
        return Totals(**found)

    def rows(self) -> QuerySet[Any, dict[str, Any]]:
        grouped: Any = self.gifts.order_by().values("contact", "account")
        found: QuerySet[Any, dict[str, Any]] = grouped.annotate(
            count=Count("pk"),
            worth=Sum("value"),
            handed=Coalesce(Sum("value", filter=HANDED), Decimal(0)),
            waiting=Count("pk", filter=WAITS),
        ).order_by("-worth", "contact")
        return found

    def lines(self, heads: list[str]) -> Iterator[list[str]]:
        """For a spreadsheet: names, how many, sums with two decimals."""
        yield heads
        for row in with_people(list(self.rows())):
            person = row["person"]
            yield [
                safe(person.display_name),
                safe(person.account.display_name),
                str(row["count"]),
                numbers.plain(row["worth"], 2).replace(",", ""),
                numbers.plain(row["handed"], 2).replace(",", ""),
            ]


def with_people(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their `person`; one query."""
    people = Contact.objects.select_related("account").in_bulk([row["contact"] for row in rows])
    return [row | {"person": people[row["contact"]]} for row in rows]


def years(user: User, this_year: int) -> list[int]:
    """Those with gifts, and this one; the newest first."""
    found = Gift.objects.visible_to(user).order_by().values_list("counts_on__year", flat=True)
    return sorted({this_year, *found.distinct()}, reverse=True)
