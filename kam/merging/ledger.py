"""Sales of both records that bear the same reference."""

from accounts.models import LedgerEntry, Merge
from kam.merging import rows

# A reference is known once per source and account, also of entries that were closed since: a
# return is matched with its sale by it. Those of the lost record get a mark.
SHARED = """
SELECT t.source, t.reference FROM accounts_ledgerentry t WHERE t.account_id = %(lost)s
INTERSECT SELECT k.source, k.reference FROM accounts_ledgerentry k WHERE k.account_id = %(kept)s
"""
MARKED = f"""
t.account_id = %(lost)s AND ((t.source, t.reference) IN ({SHARED})
  OR t.returns <> '' AND (t.source, t.returns) IN ({SHARED}))
"""
NEW = """
CASE WHEN (t.source, t.{column}) NOT IN (SELECT source, reference FROM shared) THEN t.{column}
  WHEN length(t.{column} || %(mark)s) <= 80 THEN t.{column} || %(mark)s
  ELSE left(t.{column}, 40) || '~' || left(md5(t.{column}), 12) || %(mark)s END
"""
MARK = f"""
WITH shared AS MATERIALIZED ({SHARED})
UPDATE accounts_ledgerentry t SET reference = {NEW.format(column="reference")},
  returns = {NEW.format(column="returns")}
WHERE t.account_id = %(lost)s AND ((t.source, t.reference) IN (SELECT source, reference FROM shared)
  OR (t.source, t.returns) IN (SELECT source, reference FROM shared))
"""


def mark(merge: Merge) -> None:
    """Tell apart what would be one reference twice: "1001" becomes "1001~57", 57 the lost one."""
    rows.remember(merge, LedgerEntry, ["reference", "returns"], MARKED)
    params = rows.params_of(merge, LedgerEntry)
    rows.run(MARK, params | {"mark": f"~{merge.lost_account_id}"})
    rows.settle(merge, LedgerEntry)
