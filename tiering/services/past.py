"""Reading what was known: ledger entries with their knowledge, and who was active when."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from kam.lib.copy import Column, read_columns
from tiering.engine import Policy
from tiering.engine.past import Entries, Measured, Moment, measure
from tiering.engine.population import Population
from tiering.services.facts import Asked, read_facts
from tiering.services.facts_sql import CONTRACTED
from tiering.services.past_files import read_files
from tiering.services.population import EPOCH, months_since, tenure_months
from tiering.services.windows import Windows

# Entries that were ever known, also those closed since. Only sales that a return names need a
# number of their own.
ENTRIES = """
WITH named AS MATERIALIZED (
  SELECT account_id, source, returns AS reference, row_number() OVER ()::int4 AS n
  FROM (SELECT DISTINCT account_id, source, returns FROM accounts_ledgerentry
        WHERE returns <> '') AS each
)
SELECT {ranked}, (e.date - date '2000-01-01')::int4, (e.amount_base * 100)::int8,
  (coalesce(e.cost_base, 0) * 100)::int8, (e.cost_base IS NOT NULL)::int::int2,
  (e.kind = 'sale')::int::int2, coalesce(s.n, 0), coalesce(r.n, -1),
  (extract(epoch FROM e.known_from) * 1000000)::int8,
  coalesce((extract(epoch FROM e.known_to) * 1000000)::int8, 9223372036854775807)
FROM accounts_ledgerentry e JOIN accounts_account a ON a.id = e.account_id
LEFT JOIN named s ON s.account_id = e.account_id AND s.source = e.source
  AND s.reference = e.reference AND e.kind = 'sale'
LEFT JOIN named r ON r.account_id = e.account_id AND r.source = e.source
  AND r.reference = e.returns AND e.returns <> ''
ORDER BY 1, 2, e.id
"""
ENTRY_TYPES = {
    "account": "i8",
    "day": "i4",
    "amount": "i8",
    "cost": "i8",
    "has_cost": "i2",
    "is_sale": "i2",
    "reference": "i4",
    "returns": "i4",
    "known_from": "i8",
    "known_to": "i8",
}
# Who may rank by a contract alone, without ever having bought.
CONTRACTORS = """
SELECT DISTINCT {ranked} FROM accounts_contract c JOIN accounts_account a ON a.id = c.account_id
ORDER BY 1
"""
# Status by the audit trail; before its first line an account was what that line says. Records that
# were merged are one customer: it was active when either record was.
STATUSES = """
WITH line AS (
  SELECT e.pgh_obj_id AS id, e.pgh_id, e.pgh_created_at AS at, e.status = 'active' AS active,
    a.merged_into_id AS into_id
  FROM accounts_accountevent e LEFT JOIN accounts_account a ON a.id = e.pgh_obj_id
), merged AS MATERIALIZED (
  SELECT l.*, coalesce(l.into_id, l.id) AS account,
    min(l.pgh_id) OVER (PARTITION BY l.id) AS first
  FROM line l
  WHERE coalesce(l.into_id, l.id) IN (SELECT into_id FROM line)
), said AS (
  SELECT id AS account, at, pgh_id, active FROM line
  WHERE id NOT IN (SELECT id FROM merged)
  UNION ALL SELECT m.account, m.at, m.pgh_id, bool_or(now.active) FROM merged m
  JOIN LATERAL (
    SELECT DISTINCT ON (o.id) o.active FROM merged o
    WHERE o.account = m.account AND ((o.at, o.pgh_id) <= (m.at, m.pgh_id) OR o.pgh_id = o.first)
    ORDER BY o.id, o.at DESC, o.pgh_id DESC
  ) AS now ON true GROUP BY 1, 2, 3
)
SELECT account::int8, (extract(epoch FROM at) * 1000000)::int8, active::int::int2
FROM said ORDER BY 1, 2, pgh_id
"""
START = datetime(1970, 1, 1, tzinfo=UTC)
STATUS_TYPES = {"account": "i8", "at": "i8", "active": "i2"}


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Everything ever known of the ledger, on the accounts that rank.

    Groups and industries are those of today: of them no knowledge is kept.
    """

    accounts: Column
    entries: Entries
    statuses: dict[str, Column]
    windows: Windows
    zone: ZoneInfo

    @property
    def last_day(self) -> date:
        """Of the newest entry that still stands."""
        return EPOCH + timedelta(days=int(self.entries.day.max(initial=0)))

    def end_of(self, day: date) -> datetime:
        """The last moment of a day: what became known later is not read."""
        end = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return end - timedelta(microseconds=1)

    def measured(self, as_of: date, moment: datetime | None = None) -> Measured:
        after, active_from = ((day - EPOCH).days for day in self.windows.starts(as_of))
        at = Moment(
            (as_of - EPOCH).days,
            after,
            active_from,
            microseconds(moment or self.end_of(as_of)),
            self.windows.tenure_gap_months,
        )
        return measure(self.entries, len(self.accounts), at)

    def population(
        self, as_of: date, policy: Policy, *, moment: datetime | None = None
    ) -> Population:
        """N of that day (domain §0.5) on the facts known by its end.

        With a `moment`, on those known then, and with how complete each file was; without one that
        stays unknown, since reading it takes the whole audit trail.
        """
        known = moment or self.end_of(as_of)
        found = self.measured(as_of, known)
        every = Asked(self.accounts, as_of, self.windows, known)
        rows = np.flatnonzero(
            (found.has_recent_sale | self._contracted(every)) & self._active(known)
        )
        last, begin = found.last_occasion[rows], found.tenure_from[rows]
        bought = last >= 0
        facts, cohorts = read_facts(
            asked=replace(every, accounts=self.accounts[rows]),
            big_deal=policy.pattern.big_deal_amount,
            net_revenue=found.net_revenue[rows],
            bought=lambda: {
                "account_id": self.accounts,
                "net_revenue": found.net_revenue,
                "has_bought": (found.last_occasion >= 0).astype(np.int16),
                "last_occasion": found.last_occasion,
            },
        )
        files = {} if moment is None else {"profile_pct": read_files(self.accounts[rows], moment)}
        return Population.from_columns(
            cohorts,
            account_id=self.accounts[rows],
            **facts,
            **files,
            net_revenue=found.net_revenue[rows],
            revenue_with_cost=found.revenue_with_cost[rows],
            cost_of_goods=found.cost_of_goods[rows],
            occasions=found.occasions[rows],
            window_occasions=found.window_occasions[rows],
            days_since_last=np.where(bought, (as_of - EPOCH).days - last, -1),
            median_interval=found.median_interval[rows],
            tenure_months=np.where(bought, tenure_months(begin, last, as_of, self.windows), -1),
            history_months=np.where(bought, months_since(found.first_occasion[rows], as_of), -1),
        )

    def _contracted(self, asked: Asked) -> Column:
        """Who had a contract in force."""
        rows = asked.read(CONTRACTED, "c", {"account": "i8"})
        return np.isin(self.accounts, rows["account"])

    def _active(self, known: datetime) -> Column:
        """Who was active at the moment; of whom nothing is written, everybody."""
        active = np.ones(len(self.accounts), np.bool_)
        moment, rows = microseconds(known), self.statuses
        first = np.ones(len(rows["account"]), np.bool_)
        first[1:] = rows["account"][1:] != rows["account"][:-1]
        counts = first | (rows["at"] <= moment)  # the last of these, in order, is what held
        accounts, states = rows["account"][counts], rows["active"][counts] > 0
        ranked = np.isin(accounts, self.accounts)
        active[np.searchsorted(self.accounts, accounts[ranked])] = states[ranked]
        return active


def microseconds(moment: datetime) -> int:
    """Since 1970, exact, as the statements count."""
    return (moment - START) // timedelta(microseconds=1)


def read_past(*, windows: Windows, zone: ZoneInfo) -> Past:
    """The whole ledger as columns; three queries. 80 bytes an entry."""
    ranked = "a.top_id" if windows.by_group else "a.id"
    rows: dict[str, Any] = read_columns(ENTRIES.format(ranked=ranked), ENTRY_TYPES)
    ours = rows.pop("account")
    others = read_columns(CONTRACTORS.format(ranked=ranked), {"account": "i8"})["account"]
    accounts = np.union1d(ours, others)
    place = np.searchsorted(accounts, ours)
    flags = {name: rows.pop(name) > 0 for name in ("has_cost", "is_sale")}
    entries = Entries(ranked=place.astype(np.int32), **flags, **rows)
    return Past(accounts, entries, read_columns(STATUSES, STATUS_TYPES), windows, zone)
