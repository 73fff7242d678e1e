"""One account's facts of an earlier day, as a later run knew them."""

from dataclasses import replace
from datetime import datetime

import numpy as np
from django.db import connection

from kam.lib.copy import Columns
from tiering.engine import Policy, Population
from tiering.engine.judged import JUDGED, Judged
from tiering.models import Run
from tiering.services.facts import Asked, read_facts
from tiering.services.windows import Windows

LEDGER = """
SELECT coalesce(sum(e.amount_base) * 100, 0)::bigint,
  coalesce(sum(e.amount_base) FILTER (WHERE e.cost_base IS NOT NULL) * 100, 0)::bigint,
  coalesce(sum(e.cost_base) * 100, 0)::bigint
FROM accounts_ledgerentry e JOIN accounts_account a ON a.id = e.account_id
WHERE {ranked} = %(account)s AND e.date > %(after)s AND e.date <= %(as_of)s
  AND e.known_from <= %(moment)s AND (e.known_to IS NULL OR e.known_to > %(moment)s)
"""
NOTHING: Columns = {
    "account_id": np.zeros(0, np.int64),
    "net_revenue": np.zeros(0, np.int64),
    "has_bought": np.zeros(0, np.int16),
    "last_occasion": np.zeros(0, np.int32),
}


def corrected(facts: Population, run: Run, later: Run) -> Population:
    """`facts` of one account in `run`, with what `later` knew of the same day.

    Amounts, ratings and the other judged facts; purchase days and the place among others stay as
    they were found. A dozen queries.
    """
    policy, moment = run.policy.policy, later.started_at or later.created_at
    windows = Windows.of(policy)
    asked = Asked(facts.account_id, run.as_of, windows, moment)
    read, _cohorts = read_facts(
        asked=asked,
        big_deal=policy.pattern.big_deal_amount,
        net_revenue=facts.net_revenue,
        bought=lambda: NOTHING,
    )
    read |= {"performance": facts.judged.performance}
    judged = {name: read[name].astype(dtype) for name, (dtype, _) in JUDGED.items()}
    net, costed, cost = _sums(facts, run, windows, policy, moment)
    return replace(
        facts,
        net_revenue=net,
        revenue_with_cost=costed,
        cost_of_goods=cost,
        cost_to_serve=read["cost_to_serve"],
        credit_score=read["credit_score"],
        strategic_value=read["strategic_value"],
        judged=Judged(**judged),
    )


def _sums(
    facts: Population, run: Run, windows: Windows, policy: Policy, moment: datetime
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with connection.cursor() as cursor:
        cursor.execute(
            LEDGER.format(ranked="a.top_id" if windows.by_group else "a.id"),
            {
                "account": int(facts.account_id[0]),
                "after": windows.starts(run.as_of)[0],
                "as_of": run.as_of,
                "moment": moment,
            },
        )
        row = cursor.fetchone()
    net, costed, cost = (np.array([amount], np.int64) for amount in row)
    return net, costed, cost
