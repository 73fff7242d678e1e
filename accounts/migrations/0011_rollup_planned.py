"""The rollup's months are thrown away and made anew, by a plan for as many as there are.

The accounts of the rows are held meanwhile, and have to be there: for all of them at once what a
foreign key does row by row.
"""

from django.db import migrations

# EXECUTE is planned at every call and knows how many months are asked for: a form touches one, an
# import half a million. DISTINCT tells the planner that each comes once.
PLANNED = """
CREATE OR REPLACE FUNCTION kam_rollup_refresh(accounts bigint[], months date[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
  EXECUTE 'INSERT INTO accounts_measurequeue SELECT id FROM accounts_account
    WHERE id IN (SELECT unnest($1)) FOR KEY SHARE' USING accounts;
  GET DIAGNOSTICS held = ROW_COUNT;
  IF held < (SELECT count(DISTINCT account) FROM unnest(accounts) AS account) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a ledger row names an account that does not exist';
  END IF;
  EXECUTE 'DELETE FROM accounts_monthlyrollup
    WHERE (account_id, month) IN (SELECT * FROM unnest($1, $2))' USING accounts, months;
  EXECUTE $sql$
    INSERT INTO accounts_monthlyrollup
      (account_id, month, net_revenue, revenue_with_cost, cost_of_goods, sale_days)
    SELECT c.account_id, c.month,
      sum(e.amount_base),
      coalesce(sum(e.amount_base) FILTER (WHERE e.cost_base IS NOT NULL), 0),
      coalesce(sum(e.cost_base), 0),
      coalesce(array_agg(DISTINCT e.date ORDER BY e.date)
               FILTER (WHERE e.kind = 'sale' AND e.amount_base > 0), '{}')
    FROM (SELECT DISTINCT * FROM unnest($1, $2)) AS c(account_id, month)
    JOIN accounts_ledgerentry e ON e.account_id = c.account_id AND e.known_to IS NULL
      -- the month twice: as a range for the index, as a value for a hash
      AND e.date >= c.month AND e.date < (c.month + interval '1 month')::date
      AND date_trunc('month', e.date)::date = c.month
    GROUP BY 1, 2 $sql$ USING accounts, months;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION kam_rollup_refresh(accounts bigint[], months date[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO accounts_measurequeue SELECT DISTINCT unnest(accounts);
  WITH cells AS (SELECT DISTINCT * FROM unnest(accounts, months) AS cell(account_id, month)),
  fresh AS (
    SELECT c.account_id, c.month,
      sum(e.amount_base) AS net_revenue,
      coalesce(sum(e.amount_base) FILTER (WHERE e.cost_base IS NOT NULL), 0) AS revenue_with_cost,
      coalesce(sum(e.cost_base), 0) AS cost_of_goods,
      coalesce(array_agg(DISTINCT e.date ORDER BY e.date)
               FILTER (WHERE e.kind = 'sale' AND e.amount_base > 0), '{}') AS sale_days
    FROM cells c JOIN accounts_ledgerentry e
      ON e.account_id = c.account_id AND e.known_to IS NULL
     AND e.date >= c.month AND e.date < (c.month + interval '1 month')::date
    GROUP BY 1, 2
  ), gone AS (
    DELETE FROM accounts_monthlyrollup r USING cells c
    WHERE r.account_id = c.account_id AND r.month = c.month
      AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.account_id = c.account_id AND f.month = c.month)
  )
  INSERT INTO accounts_monthlyrollup AS r
    (account_id, month, net_revenue, revenue_with_cost, cost_of_goods, sale_days)
  SELECT account_id, month, net_revenue, revenue_with_cost, cost_of_goods, sale_days FROM fresh
  ON CONFLICT (account_id, month) DO UPDATE SET
    net_revenue = excluded.net_revenue, revenue_with_cost = excluded.revenue_with_cost,
    cost_of_goods = excluded.cost_of_goods, sale_days = excluded.sale_days
  WHERE (r.net_revenue, r.revenue_with_cost, r.cost_of_goods, r.sale_days)
    IS DISTINCT FROM (excluded.net_revenue, excluded.revenue_with_cost, excluded.cost_of_goods, excluded.sale_days);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_rollup_bare")]

    operations = [migrations.RunSQL(PLANNED, BEFORE)]
