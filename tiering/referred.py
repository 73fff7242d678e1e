"""What the accounts that somebody referred bring us (domain §3.9.3)."""

from kam.lib.copy import Columns, read_columns
from tiering.models import Run

# As the run counts referrals: by the accounts that rank, each pair once, none within a group.
REFERRED = """
SELECT p.referrer, sum(c.net_revenue)::int8 FROM (
  SELECT DISTINCT {referrer} AS referrer, {referred} AS referred
  FROM accounts_referral r JOIN accounts_account a ON a.id = r.account_id
  JOIN accounts_account f ON f.id = r.from_account_id
  WHERE r.known_to IS NULL AND r.date <= '{as_of}' AND r.direction = 'from_customer'
    AND {referrer} <> {referred}) p
JOIN tiering_score c ON c.run_id = {run} AND c.account_id = p.referred
WHERE true {scope} GROUP BY 1 ORDER BY 1
"""


def revenue_referred(run: Run, scope: str = "") -> Columns:
    """`account` and `amount`: net revenue (minor units) of the measure window of the accounts that
    each one referred; who is not there referred none that ranks. `scope` is a condition on
    `c.account_id`: what somebody may not read does not count. One query.
    """
    key = "top_id" if run.policy.policy.money.rollup_to_group else "id"
    query = REFERRED.format(
        referrer=f"f.{key}", referred=f"a.{key}", as_of=run.as_of, run=run.pk, scope=scope
    )
    return read_columns(query, {"account": "i8", "amount": "i8"})
