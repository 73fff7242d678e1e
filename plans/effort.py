"""What time and money go to, against what accounts are worth (domain §6.12).

One row per account that the run in view ranks and the reader opens; a group is one row. Effort
and value are of the same months.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from kam.lib.columns import placed
from kam.lib.copy import Column, Columns, read_columns
from plans.allocation import priority
from relationships.models.executive import EXECUTIVES
from relationships.models.rhythm import IN_CARE
from relationships.models.scenario import EXECUTIVE
from staff.models import User
from tiering.engine import Context, Metric
from tiering.engine.exact import Hundredths
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN
from tiering.engine.weighted import percentile
from tiering.models import Run
from tiering.reader import METRICS, Reader
from tiering.scope import opened_by
from tiering.selling_time import hours_of_visit, ranked_column
from tiering.services.windows import Windows

APART = 1.5  # times the other share: from then on effort and value are out of step

RANKED = """
SELECT s.account_id, s.net_revenue, s.value, coalesce(j.potential, -1)::int4,
  s.strategic_value::int4, coalesce(c.pyramid, 0)::int2, coalesce(c.key_class, 0)::int2,
  coalesce(a.owner_id, 0), coalesce(a.unit_id, 0), coalesce(r.tier, 0)::int2,
  ({mine})::int::int2
FROM tiering_score s JOIN accounts_account a ON a.id = s.account_id
LEFT JOIN tiering_assessment j ON j.run_id = s.run_id AND j.account_id = s.account_id
LEFT JOIN accounts_standing c ON c.account_id = s.account_id
LEFT JOIN relationships_rhythm r ON r.account_id = s.account_id AND r.status IN ({in_care})
WHERE s.run_id = {run} ORDER BY 1
"""
RANKED_TYPES = {
    "account": "i8",
    "revenue": "i8",
    "value": "i8",
    "potential": "i4",
    "importance": "i4",
    "tier": "i2",
    "key_class": "i2",
    "owner": "i8",
    "unit": "i8",
    "cared": "i2",
    "mine": "i2",
}
VISITS = """
SELECT {ranked}, sum({hours})::int8,
  coalesce(sum({hours}) FILTER (WHERE u.role IN ({executives}) OR v.scenario = '{executive}'),
    0)::int8, count(*)
FROM relationships_visit v JOIN accounts_account a ON a.id = v.account_id
JOIN staff_user u ON u.id = v.owner_id
WHERE v.status = 'completed' AND v.date > '{start}' AND v.date <= '{end}' AND {mine}
GROUP BY 1 ORDER BY 1
"""
ACTIONS = """
SELECT {ranked}, count(*) FROM relationships_action x JOIN accounts_account a ON a.id = x.account_id
WHERE x.done_on > '{start}' AND x.done_on <= '{end}' AND {mine} GROUP BY 1 ORDER BY 1
"""
COSTS = """
SELECT {ranked}, (sum(c.amount_base) * 100)::int8
FROM accounts_cost c JOIN accounts_account a ON a.id = c.account_id
WHERE c.known_to IS NULL AND c.date > '{start}' AND c.date <= '{end}' AND {mine}
GROUP BY 1 ORDER BY 1
"""
PLANNED = """
SELECT {ranked}, coalesce(sum(p.days), 0)::int8, (coalesce(sum(p.money), 0) * 100)::int8
FROM plans_plan p JOIN accounts_account a ON a.id = p.account_id
WHERE p.state = 'active' AND {mine} GROUP BY 1 ORDER BY 1
"""
SPENT = ("hours", "executive", "visits", "actions", "cost", "days", "money")


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Columns of accounts by id. `hours` and `executive` in `workload.UNIT`s, amounts in minor
    units.

    `value` is what the policy ranks by, net revenue for who may not see that. `cost` is 0 for who
    may not see costs. `elsewhere` sums up what went to accounts in reach that the run does not
    rank. Percentiles and scores of 0 to 100 in hundredths, -1 unknown.
    """

    run: Run
    start: date
    end: date
    reader: Reader
    account: Column
    value: Column
    standing: Hundredths
    potential: Hundredths
    importance: Hundredths
    tier: Column
    key_class: Column
    owner: Column
    unit: Column
    cared: Column
    hours: Column
    executive: Column
    visits: Column
    actions: Column
    cost: Column
    days: Column
    money: Column
    elsewhere: dict[str, int]

    def __len__(self) -> int:
        return len(self.account)

    @property
    def policy(self) -> Policy:
        return self.run.policy.policy

    @property
    def first(self) -> date:
        """The first day that counts."""
        return self.start + timedelta(days=1)

    @property
    def months(self) -> int:
        return self.policy.window.ttm_months

    @property
    def worth_word(self) -> str:
        """What `value` is."""
        return self.reader.metric if self.reader.value else str(METRICS[Metric.NET_REVENUE])

    @property
    def effort_share(self) -> Column:
        """Percent of the hours of all rows."""
        return percent(self.hours)

    @property
    def value_share(self) -> Column:
        """Percent of the positive value of all rows; a loss has none of it."""
        return percent(np.maximum(self.value, 0))

    @property
    def priorities(self) -> Hundredths:
        parts = self.standing, self.potential, self.importance
        return priority(*parts, self.policy.priority)

    def widest(self) -> list[int]:
        """All rows, the widest gap first, whichever way."""
        gaps = np.abs(self.effort_share - self.value_share)
        found: list[int] = np.lexsort((self.account, -gaps)).tolist()
        return found

    def over_served(self) -> list[int]:
        """Rows whose share of effort is far above that of value, the widest gap first."""
        return self._apart(self.effort_share, self.value_share)

    def under_served(self) -> list[int]:
        return self._apart(self.value_share, self.effort_share)

    def _apart(self, more: Column, less: Column) -> list[int]:
        rows = np.flatnonzero(is_apart(more, less))
        found: list[int] = rows[np.lexsort((self.account[rows], (less - more)[rows]))].tolist()
        return found


def is_apart(more: Any, less: Any) -> Any:
    """Whether a share is far above the other; of two numbers, or of each pair of two columns."""
    return (more > 0) & (more >= APART * less)


def percent(amounts: Column) -> Column:
    """Each of the sum, 0 where there is none."""
    whole = amounts.sum()
    return 100 * amounts / whole if whole else np.zeros(len(amounts))


def book_of(user: User, run: Run) -> Book:
    """Four queries, five with costs, and three to learn what a manager reaches."""
    policy, reader = run.policy.policy, Reader.of(user, Context.model_validate(run.context).basis)
    start = Windows.of(policy).starts(run.as_of)[0]
    rows = _ranked(user, run)
    mine = rows.pop("mine") > 0
    value = rows["value"] if reader.value else rows["revenue"]
    ask = _asker(user, policy, start, run.as_of)
    spent, elsewhere = _spent(rows["account"][mine], ask, reader.margins)
    points = rows["importance"]
    return Book(
        run=run,
        start=start,
        end=run.as_of,
        reader=reader,
        account=rows["account"][mine],
        value=value[mine],
        standing=percentile(value, np.ones(len(value), np.bool_))[mine],
        importance=np.where(points == UNKNOWN, UNKNOWN, 100 * points)[mine],
        **{name: rows[name][mine] for name in ("potential", *KEPT)},
        **spent,
        elsewhere=elsewhere,
    )


KEPT = ("tier", "key_class", "owner", "unit", "cared")


def _ranked(user: User, run: Run) -> Columns:
    """All that rank, since percentiles are among all, whoever reads."""
    in_care = ", ".join(f"'{status.value}'" for status in IN_CARE)
    mine = opened_by(user, "s.account_id")
    return read_columns(RANKED.format(run=run.pk, in_care=in_care, mine=mine), RANKED_TYPES)


Asker = Callable[..., Columns]


def _asker(user: User, policy: Policy, start: date, end: date) -> Asker:
    """Reads sums by the account that ranks: of a group that `user` opens all, as its value is."""
    ranked = ranked_column(policy)
    said = {
        "ranked": ranked,
        "hours": hours_of_visit(policy),
        "executives": ", ".join(f"'{role.value}'" for role in EXECUTIVES),
        "executive": EXECUTIVE,
        "start": start,
        "end": end,
        "mine": f"({opened_by(user, 'a.id')} OR {opened_by(user, ranked)})",
    }

    def ask(query: str, *names: str) -> Columns:
        types = {"account": "i8"} | dict.fromkeys(names, "i8")
        return read_columns(query.format(**said), types)

    return ask


def _spent(accounts: Column, ask: Asker, costs: bool) -> tuple[Columns, dict[str, int]]:
    """The columns of `SPENT` on the accounts, and the sums of what is on none of them."""
    found = [
        ask(VISITS, "hours", "executive", "visits"),
        ask(ACTIONS, "actions"),
        ask(PLANNED, "days", "money"),
    ]
    if costs:
        found.append(ask(COSTS, "cost"))
    columns, elsewhere = dict.fromkeys(SPENT, np.zeros(len(accounts), np.int64)), {}
    for rows in found:
        outside = ~np.isin(rows["account"], accounts)
        for name in rows.keys() - {"account"}:
            columns[name] = placed(accounts, rows["account"], rows[name], np.int64(0))
            elsewhere[name] = int(rows[name][outside].sum())
    return columns, elsewhere
