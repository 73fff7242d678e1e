"""Who is in another class than on an earlier day, in one system of effective classes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection

from accounts.models import Account, Standing
from kam.lib.copy import Column, Columns, read_columns
from staff.models import User
from tiering.models import Run
from tiering.models.change import ChangeCause, System

# The class on the day is the old one of the first change after it; now the last one's new.
CHANGED = """
SELECT c.account_id, (array_agg(c.old ORDER BY c.id))[1]::int2,
  (array_agg(c.new ORDER BY c.id DESC))[1]::int2, (array_agg(c.cause ORDER BY c.id DESC))[1]::int2,
  (max(c.as_of) - date '2000-01-01')::int4, coalesce(max(s.net_revenue), 0)::int8
FROM tiering_classchange c
JOIN accounts_standing t ON t.account_id = c.account_id AND NOT t.by_group
LEFT JOIN tiering_score s ON s.run_id = {run} AND s.account_id = c.account_id
WHERE c.system = '{system}' AND c.as_of > '{since}' {scope}
GROUP BY 1 ORDER BY 1
"""
TYPES = {
    "account_id": "i8",
    "before": "i2",
    "after": "i2",
    "cause": "i2",
    "day": "i4",
    "revenue": "i8",
}
ORDERED = (System.PYRAMID, System.PARETO, System.ABC)  # 1 is the best; patterns have no order


@dataclass(frozen=True, slots=True)
class Flow:
    """Accounts that went from one class to another; 0 is "not rated". Revenue in minor units.

    `way` is 1 up, -1 down, 0 where neither: first classes, lost ones, and patterns.
    """

    before: int
    after: int
    accounts: int
    revenue: int
    way: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to the class there is now, and how many movers owe theirs to it."""

    code: int
    accounts: int

    @property
    def label(self) -> Any:
        return ChangeCause(self.code).label


class Flows:
    """The movers among the accounts `user` reads since the end of a day; two queries."""

    def __init__(self, *, user: User, system: System, since: date, run: Run) -> None:
        self.user, self.system, self.since = user, system, since
        rows = _changed(user, system, since, run)
        moved = rows["before"] != rows["after"]
        self.rows: Columns = {name: column[moved] for name, column in rows.items()}
        rated = Standing.objects.filter(**{f"{system.value}__gt": 0}, by_group=False)
        rated = rated.filter(account__in=Account.objects.in_book_of(user).order_by())
        self.rated = rated.count()

    @property
    def moved(self) -> int:
        return len(self.rows["account_id"])

    @property
    def unchanged(self) -> int:
        """Accounts with a class that is the same as on the day."""
        return self.rated - int((self.rows["after"] > 0).sum())

    @cached_property
    def way(self) -> Column:
        before, after = self.rows["before"], self.rows["after"]
        both = (before > 0) & (after > 0) & (self.system in ORDERED)
        return np.where(both, np.sign(before - after), 0)

    @property
    def up(self) -> int:
        return int((self.way > 0).sum())

    @property
    def down(self) -> int:
        return int((self.way < 0).sum())

    @property
    def new(self) -> int:
        return int((self.rows["before"] == 0).sum())

    @property
    def gone(self) -> int:
        return int((self.rows["after"] == 0).sum())

    @cached_property
    def flows(self) -> list[Flow]:
        """From the best class down, "not rated" last."""
        rows = self.rows
        pairs = rows["before"].astype(np.int64) * 100 + rows["after"]
        keys, place = np.unique(pairs, return_inverse=True)
        counts = np.bincount(place, minlength=len(keys))
        found = []
        for i, key in enumerate(keys.tolist()):
            inside = place == i
            revenue = int(rows["revenue"][inside].sum())
            way = int(self.way[inside][0])
            found.append(Flow(key // 100, key % 100, int(counts[i]), revenue, way))
        return sorted(found, key=lambda flow: (flow.before or 100, flow.after or 100))

    @cached_property
    def causes(self) -> list[Cause]:
        codes, counts = np.unique(self.rows["cause"], return_counts=True)
        found = [Cause(int(code), int(n)) for code, n in zip(codes, counts, strict=True)]
        return sorted(found, key=lambda cause: -cause.accounts)

    def narrowed(
        self,
        *,
        before: int | None = None,
        after: int | None = None,
        way: int | None = None,
        cause: int | None = None,
    ) -> Column:
        """Rows of the movers asked for, the largest revenue first."""
        wanted = np.ones(self.moved, np.bool_)
        asked = (("before", before), ("after", after), ("cause", cause))
        for name, value in asked:
            if value is not None:
                wanted &= self.rows[name] == value
        if way is not None:
            wanted &= self.way == way
        found = np.flatnonzero(wanted)
        order = np.lexsort((self.rows["account_id"][found], -self.rows["revenue"][found]))
        return found[order]


def _changed(user: User, system: System, since: date, run: Run) -> Columns:
    accounts = Account.objects.in_book_of(user)
    scope = ""
    if not accounts.reads_everything(user):
        sql, params = accounts.order_by().values("pk").query.sql_with_params()
        with connection.cursor() as cursor:
            mogrify: Callable[..., bytes] = cursor.mogrify
            scope = f"AND c.account_id IN ({mogrify(sql, params).decode()})"
    said = {"run": run.pk, "system": system.value, "since": since, "scope": scope}
    return read_columns(CHANGED.format(**said), TYPES)
