"""How much selling time accounts took: completed visits times the policy's hours (domain §6.11)."""

from datetime import date

from kam.lib.copy import Columns, read_columns
from relationships.models.visit import REMOTE_KINDS
from tiering.engine.policy import Policy
from tiering.engine.workload import in_units

# A business review takes its hours whichever way it is held.
HOURS = """CASE WHEN v.scenario = 'review' THEN {review} WHEN v.kind IN ({kinds})
  THEN {remote} ELSE {visit} END"""
USED = """
SELECT {ranked}, sum({hours})::int8
FROM relationships_visit v JOIN accounts_account a ON a.id = v.account_id
WHERE v.status = 'completed' AND v.date > '{start}' AND v.date <= '{end}' {scope}
GROUP BY 1 ORDER BY 1
"""


def time_used(*, policy: Policy, start: date, end: date, scope: str = "") -> Columns:
    """`account` and `hours` (`workload.UNIT`s) after `start` up to `end`, by the accounts that
    rank; who is not there used none. `scope` is a condition on `a.top_id` or `a.id`. One query.
    """
    query = USED.format(
        ranked=ranked_column(policy),
        hours=hours_of_visit(policy),
        start=start,
        end=end,
        scope=scope,
    )
    return read_columns(query, {"account": "i8", "hours": "i8"})


def hours_of_visit(policy: Policy) -> str:
    """SQL: what a visit `v` took, in `workload.UNIT`s."""
    hours = policy.hours
    return HOURS.format(
        kinds=", ".join(f"'{kind.value}'" for kind in REMOTE_KINDS),
        review=in_units(hours.review),
        remote=in_units(hours.remote),
        visit=in_units(hours.visit),
    )


def ranked_column(policy: Policy) -> str:
    """The account that ranks for an account `a`: with groups their head."""
    return "a.top_id" if policy.money.rollup_to_group else "a.id"
