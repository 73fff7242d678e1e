"""The account list: which accounts in which order and what a row prints, in few queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, Q

from accounts.models import Account
from accounts.models.amounts import Trailing, edges, trailing
from accounts.models.querysets import AccountQuerySet
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering.models import Run, Score
from tiering.referred import revenue_referred
from tiering.scope import scope_of
from tiering.services.windows import Windows

SORTS = {"rank", "name", "revenue", "change", "owner", "referred"}
BATCH = 500
SORTED_AT_ONCE = 1000  # accounts; more are walked in the order of the run

# Amounts of the accounts in question, to sort by them: the same sums as `accounts.models.amounts`.
BY_AMOUNT = """
WITH wanted AS ({accounts}),
parts AS (
  SELECT w.id, a.id AS account_id FROM wanted w JOIN accounts_account a ON a.top_id = w.id
  WHERE %(by_group)s OR a.id = w.id
  UNION ALL SELECT w.id, w.id FROM wanted w WHERE w.top_id <> w.id
), sums AS (
  SELECT p.id, sum(e.amount_base) FILTER (WHERE e.date >= %(middle)s) AS revenue,
    coalesce(sum(e.amount_base) FILTER (WHERE e.date < %(middle)s), 0) AS before
  FROM parts p JOIN accounts_ledgerentry e
    ON e.account_id = p.account_id AND e.known_to IS NULL
   AND e.date >= %(first)s AND e.date <= %(as_of)s
  GROUP BY 1
)
SELECT w.id FROM wanted w LEFT JOIN sums s USING (id)
ORDER BY {key} {way} NULLS LAST, w.sort_key, w.id LIMIT %(limit)s OFFSET %(offset)s
"""
KEYS = {
    "revenue": "coalesce(s.revenue, 0)",
    "change": "(coalesce(s.revenue, 0) - s.before) / CASE WHEN s.before > 0 THEN s.before END",
}


@dataclass(frozen=True)
class Row:
    """An account in the list. `opens` says whether its page is for this reader; `referred` is the
    net revenue (minor units) of the accounts it brought, None where nobody asked."""

    account: Account
    rank: int
    amounts: Trailing
    opens: bool
    referred: int | None = None

    @property
    def tone(self) -> str:
        """Red only for a fall that means something."""
        return "down" if self.amounts.fell else ""


def sorts_for(user: User) -> set[str]:
    """An order by amounts tells of amounts."""
    amounts = {*KEYS, "referred"}
    return SORTS if has_permission(user, Permission.BUSINESS_VIEW) else SORTS - amounts


class Listing:
    """Accounts in an order, as a paginator wants them: `count()` and slices of rows."""

    ordered = True

    def __init__(
        self,
        *,
        accounts: AccountQuerySet,
        user: User,
        sort: str,
        run: Run | None,
        as_of: date,
        with_referred: bool = False,
    ) -> None:
        self.accounts = accounts
        self.user = user
        self.sort = sort if sort.lstrip("-") in sorts_for(user) else "rank"
        self.run = run
        self.as_of = as_of
        self.with_referred = with_referred
        self.by_group = Windows.of(run.policy.policy).by_group if run else True

    def count(self) -> int:
        return self.total

    @cached_property
    def total(self) -> int:
        return self.accounts.count()

    def __getitem__(self, part: slice) -> list[Row]:
        return self.rows(self.ids(part.start or 0, part.stop))

    def in_batches(self) -> Iterator[Row]:
        """All rows, for an export, a few hundred at a time."""
        ids = self.ids(0, self.total)
        for start in range(0, len(ids), BATCH):
            yield from self.rows(ids[start : start + BATCH])

    # Which accounts

    def ids(self, start: int, stop: int) -> list[int]:
        key, down = self.sort.lstrip("-"), self.sort.startswith("-")
        if key in KEYS:
            return self._by_amount(key, down, start, stop)
        if key == "rank":
            return self._by_rank(down, start, stop)
        if key == "referred":
            return self._by_referred(down, start, stop)
        field = {"name": "sort_key", "owner": "owner__name"}[key]
        order = F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)
        return self._page(self.accounts.order_by(order, "sort_key", "pk"), start, stop)

    def _by_rank(self, down: bool, start: int, stop: int) -> list[int]:
        """Ranked accounts by their place in the run, then the others by name."""
        if self.run is None:
            return self._page(self.accounts.order_by("sort_key", "pk"), start, stop)
        if not down and self.total > SORTED_AT_ONCE:
            return self._ranked_first(self.run, start, stop)
        place = F("place__position")
        order = place.desc(nulls_last=True) if down else place.asc(nulls_last=True)
        return self._page(
            self._placed(self.accounts).order_by(order, "sort_key", "pk"), start, stop
        )

    @property
    def _is_everything(self) -> bool:
        return not self.accounts.query.where

    def _ranked_first(self, run: Run, start: int, stop: int) -> list[int]:
        """The whole book is a range of places, cheap wherever it is; else places are walked."""
        ranked = Score.objects.filter(run=run).order_by("position")
        ids = ranked.values_list("account_id", flat=True)
        if self._is_everything:
            count = run.context.get("population", 0)
            found = list(ids.filter(position__gt=start, position__lte=stop))
        else:
            ids = ids.filter(account__in=self.accounts.order_by().values("pk"))
            found = list(ids[start:stop])
            count = start + len(found) if found or not start else ids.count()
        if len(found) == stop - start:
            return found
        others = self._placed(self.accounts).filter(place__position=None)
        others = others.order_by("sort_key", "pk")
        return found + self._page(others, max(start - count, 0), stop - count)

    def _by_referred(self, down: bool, start: int, stop: int) -> list[int]:
        """The same amounts as the dashboard's; who brought nobody stands by name."""
        by_name = self.accounts.order_by("sort_key", "pk").values_list("pk", flat=True)
        way = -1 if down else 1
        return sorted(by_name, key=lambda pk: way * self.referred.get(pk, 0))[start:stop]

    @cached_property
    def referred(self) -> dict[int, int]:
        """Net revenue of those that each account brought, as far as the reader reads them."""
        if self.run is None:
            return {}
        found = revenue_referred(self.run, scope_of(self.user, "c.account_id"))
        return dict(zip(found["account"].tolist(), found["amount"].tolist(), strict=True))

    def _placed(self, accounts: Any) -> Any:
        run = self.run.pk if self.run else None
        return accounts.alias(place=FilteredRelation("scores", condition=Q(scores__run=run)))

    @staticmethod
    def _page(accounts: AccountQuerySet, start: int, stop: int) -> list[int]:
        return list(accounts.values_list("pk", flat=True)[start:stop])

    def _by_amount(self, key: str, down: bool, start: int, stop: int) -> list[int]:
        inner = self.accounts.order_by().values("id", "top_id", "sort_key")
        sql, params = inner.query.sql_with_params()
        marked = {f"p{i}": value for i, value in enumerate(params)}
        sql = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in marked)
        first, middle = edges(self.as_of)[0], edges(self.as_of)[12]
        ways = {True: "DESC", False: "ASC"}
        with connection.cursor() as cursor:
            cursor.execute(
                BY_AMOUNT.format(accounts=sql, key=KEYS[key], way=ways[down]),
                {
                    **marked,
                    "by_group": self.by_group,
                    "first": first,
                    "middle": middle,
                    "as_of": self.as_of,
                    "limit": stop - start,
                    "offset": start,
                },
            )
            return [pk for (pk,) in cursor.fetchall()]

    # What a row prints

    def rows(self, ids: list[int]) -> list[Row]:
        """Rows in the order of `ids`: three queries, four for sponsors; one for what was
        referred."""
        found = {account.pk: account for account in self._with_rank(ids)}
        amounts = trailing(ids, self.as_of, by_group=self.by_group)
        opens = Account.objects.that_open(self.user, ids)

        def brought(pk: int) -> int | None:
            return self.referred.get(pk, 0) if self.with_referred else None

        return [
            Row(
                found[pk], getattr(found[pk], "rank", 0) or 0, amounts[pk], pk in opens, brought(pk)
            )
            for pk in ids
            if pk in found
        ]

    def _with_rank(self, ids: list[int]) -> Any:
        accounts: Any = Account.objects.filter(pk__in=ids).for_list()
        return self._placed(accounts).annotate(rank=F("place__rank")) if self.run else accounts
