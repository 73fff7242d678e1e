"""From measures to the engine's columns: who is in N, and what is known of each."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from accounts.models.account import PROFILE_FACTS
from kam.lib.copy import Columns, read_columns
from tiering.engine import Policy
from tiering.engine.judged import JUDGED
from tiering.engine.population import Population
from tiering.services.facts import Asked, read_facts
from tiering.services.measures import ranked_id
from tiering.services.windows import Windows

EPOCH = date(2000, 1, 1)  # how binary COPY counts days
NEVER = "2000-01-01"  # stands in for NULL; `known_` columns say which is which

TYPES = {
    "account_id": "i8",
    "net_revenue": "i8",
    "revenue_with_cost": "i8",
    "cost_of_goods": "i8",
    "occasions": "i4",
    "window_occasions": "i4",
    "first_occasion": "i4",
    "last_occasion": "i4",
    "has_occasion": "i2",
    "median_interval": "f8",
    "tenure_from": "i4",
    "profile_pct": "i2",
}

# Population N (domain §0.5): active, with a positive purchase in the activity window or an open
# contract.
QUERY = """
WITH contracted AS (
  SELECT DISTINCT {ranked} AS id FROM accounts_contract c JOIN accounts_account a
    ON a.id = c.account_id WHERE c.known_to IS NULL AND c.date <= '{as_of}'
    AND c.starts_on <= '{as_of}' AND c.ends_on >= '{as_of}'
)
SELECT a.id, coalesce(m.net_revenue, 0), coalesce(m.revenue_with_cost, 0),
  coalesce(m.cost_of_goods, 0), coalesce(m.occasions, 0), coalesce(m.window_occasions, 0),
  coalesce(m.first_occasion, date '{never}'), coalesce(m.last_occasion, date '{never}'),
  (m.last_occasion IS NOT NULL)::int::int2, coalesce(m.median_interval, 'nan'::float8),
  coalesce(m.tenure_from, date '{never}'), ({profile})::int2
FROM accounts_account a LEFT JOIN {table} m ON m.account_id = a.id
LEFT JOIN accounts_accountprofile p ON p.account_id = a.id
WHERE a.status = 'active' AND (m.has_recent_sale OR a.id IN (SELECT id FROM contracted)) {tops}
ORDER BY a.id
"""

BOUGHT = """
SELECT account_id, net_revenue, (last_occasion IS NOT NULL)::int::int2,
  coalesce(last_occasion - date '2000-01-01', -1) FROM {table} ORDER BY 1
"""
BOUGHT_TYPES = {"account_id": "i8", "net_revenue": "i8", "has_bought": "i2", "last_occasion": "i4"}

# The file of an account (domain §3.4, "complete file"): company facts and the profile.
COMPANY_FACTS = ("registry_number", "industry", "region")


def profile_percent() -> str:
    """SQL: how much of the file of account `a` with profile `p` is filled, in percent."""
    facts = len(COMPANY_FACTS) + len(PROFILE_FACTS)
    return f"({filled('a', COMPANY_FACTS)} + coalesce(p.filled, 0)) * 100 / {facts}"


def filled(row: str, names: Iterable[str]) -> str:
    """SQL: how many of these texts of a row are not empty."""
    return " + ".join(f"({row}.{name} <> '')::int" for name in names)


def read_population(*, table: str, as_of: date, policy: Policy) -> Population:
    """The population of a run from a table of measures, ordered by account id.

    With the facts that are not in the ledger: ratings, costs, referrals.
    """
    windows = Windows.of(policy)
    tops = "AND a.top_id = a.id" if windows.by_group else ""
    query = QUERY.format(
        never=NEVER,
        profile=profile_percent(),
        table=table,
        tops=tops,
        as_of=as_of,
        ranked=ranked_id(windows),
    )
    rows = read_columns(query, TYPES)
    today = (as_of - EPOCH).days
    bought = rows.pop("has_occasion").astype(bool)
    last, begin = rows.pop("last_occasion"), rows.pop("tenure_from")
    first = rows.pop("first_occasion")
    facts, cohorts = read_facts(
        asked=Asked(rows["account_id"], as_of, windows),
        big_deal=policy.pattern.big_deal_amount,
        net_revenue=rows["net_revenue"],
        bought=lambda: read_columns(BOUGHT.format(table=table), BOUGHT_TYPES),
    )
    return Population.from_columns(
        cohorts,
        **rows,
        **facts,
        days_since_last=np.where(bought, today - last, -1),
        tenure_months=np.where(bought, tenure_months(begin, last, as_of, windows), -1),
        history_months=np.where(bought, months_since(first, as_of), -1),
    )


def tenure_months(
    first: npt.NDArray[Any], last: npt.NDArray[Any], as_of: date, windows: Windows
) -> npt.NDArray[Any]:
    """Whole months since the run of purchases began; 0 once a gap has broken it.

    Days count from 2000-01-01.
    """
    day = np.datetime64(as_of)
    begin, latest = (np.datetime64(EPOCH) + column for column in (first, last))
    months = _whole_months(begin, day)
    return np.where(_whole_months(latest, day) > windows.tenure_gap_months, 0, months)


def months_since(first: npt.NDArray[Any], as_of: date) -> npt.NDArray[Any]:
    """Whole months since each day, which counts from 2000-01-01."""
    return _whole_months(np.datetime64(EPOCH) + first, np.datetime64(as_of))


def _whole_months(begin: npt.NDArray[Any], end: np.datetime64) -> npt.NDArray[Any]:
    """Whole calendar months from each day to `end`."""
    months = end.astype("M8[M]").astype(int) - begin.astype("M8[M]").astype(int)
    day_of = (begin - begin.astype("M8[M]")).astype(int)
    last_day = int((end - end.astype("M8[M]")).astype(int))
    whole: npt.NDArray[Any] = months - (day_of > last_day)
    return whole


def columns_of(population: Population) -> Columns:
    """The columns of a population that are kept with its scores."""
    return {name: getattr(population, name) for name in KEPT}


def judged_of(population: Population) -> Columns:
    """The judged columns, only of the accounts of which anything is judged."""
    rows = np.flatnonzero(population.judged.is_anything)
    judged = {name: getattr(population.judged, name)[rows] for name in JUDGED}
    return {"account_id": population.account_id[rows], **judged}


KEPT = (
    "net_revenue",
    "revenue_with_cost",
    "cost_of_goods",
    "cost_to_serve",
    "occasions",
    "window_occasions",
    "days_since_last",
    "median_interval",
    "tenure_months",
    "history_months",
    "referred_buyers",
    "referred_big",
    "credit_score",
    "strategic_value",
    "profile_pct",
)
