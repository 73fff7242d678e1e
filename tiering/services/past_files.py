"""How complete the files of accounts were at a moment, by the audit trail (domain §3.4).

Before its first line a row was what that line says, unless that line made it; of whom nothing is
written (a large book loaded at once), the file is read as it is now.
"""

from datetime import datetime

import numpy as np

from accounts.models.account import PROFILE_FACTS
from kam.lib.columns import placed
from kam.lib.copy import Column, read_columns
from tiering.engine.columns import UNKNOWN
from tiering.services.population import COMPANY_FACTS, filled

# The last line of each row by then, else its first.
QUERY = """
WITH company AS (
  SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id AS id, {company} AS filled
  FROM accounts_accountevent e ORDER BY e.pgh_obj_id, {newest}
), profile AS (
  SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id AS id, CASE
    WHEN e.pgh_label = 'delete' OR e.pgh_label = 'insert' AND e.pgh_created_at > '{moment}' THEN 0
    ELSE {profile} END AS filled
  FROM accounts_accountprofileevent e ORDER BY e.pgh_obj_id, {newest}
)
SELECT a.id, ((coalesce(c.filled, {company_now}) + coalesce(f.filled, p.filled, 0)) * 100
  / {facts})::int2
FROM accounts_account a LEFT JOIN company c ON c.id = a.id LEFT JOIN profile f ON f.id = a.id
LEFT JOIN accounts_accountprofile p ON p.account_id = a.id ORDER BY 1
"""
NEWEST = """e.pgh_created_at > '{moment}',
    CASE WHEN e.pgh_created_at > '{moment}' THEN e.pgh_id ELSE -e.pgh_id END"""


def read_files(accounts: Column, moment: datetime) -> Column:
    """Percent of the file that was filled, by account; one query over the audit trail."""
    query = QUERY.format(
        moment=moment,
        newest=NEWEST.format(moment=moment),
        company=filled("e", COMPANY_FACTS),
        company_now=filled("a", COMPANY_FACTS),
        profile=filled("e", PROFILE_FACTS),
        facts=len(COMPANY_FACTS) + len(PROFILE_FACTS),
    )
    rows = read_columns(query, {"account": "i8", "percent": "i2"})
    return placed(accounts, rows["account"], rows["percent"], np.int16(UNKNOWN))
