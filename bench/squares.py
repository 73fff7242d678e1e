"""Relations of the whole book, for the page of the 25 squares; demo data knows those of a few."""

from datetime import date

from django.db import connection, transaction

from kam.lib.relations import Trend

# Levels by a hash of the account: four in five were assessed, three steps each over two years.
STEPS = """
INSERT INTO relationships_stagechange
  (account_id, "on", before, after, personal, company, reason, created_at)
SELECT a.id, %(end)s::date - ago - (a.id %% 400)::int, NULL,
  c.stage, c.personal, c.company, '', now()
FROM accounts_account a
CROSS JOIN (VALUES (700, 1), (400, 2), (0, 3)) AS step(ago, place)
JOIN relationships_stagecell c
  ON c.personal = 1 + (abs(hashint8(a.id)) / 7 + place) %% 5
 AND c.company = 1 + (abs(hashint8(a.id)) / 49 + place) %% 5
WHERE abs(hashint8(a.id)) %% 5 > 0
"""
RELATIONS = """
INSERT INTO relationships_relation
  (account_id, personal, company, stage, trend, since, assessed_on, declared_uncoupling)
SELECT account_id, personal, company, after, %(stable)s, "on", "on", false
FROM (SELECT DISTINCT ON (account_id) * FROM relationships_stagechange
      ORDER BY account_id, "on" DESC, id DESC) last
"""


@transaction.atomic
def load(end: date) -> None:
    """Write steps and relations as they stood on the days before `end`."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM relationships_stagechange")
        cursor.execute("DELETE FROM relationships_relation")
        cursor.execute(STEPS, {"end": end})
        cursor.execute(RELATIONS, {"stable": Trend.STABLE})
        cursor.execute("ANALYZE relationships_stagechange, relationships_relation")
