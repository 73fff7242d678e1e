"""What Django can't say: the bigram index, and triggers that keep the rollup and the queue true."""

from django.db import migrations

BIGRAMS = """
CREATE FUNCTION kam_bigrams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(t, i, 2)), '{}') FROM generate_series(1, length(t) - 1) AS i
$$;
CREATE INDEX account_search_bigrams ON accounts_account USING gin (kam_bigrams(search_text));
"""
NO_BIGRAMS = "DROP INDEX account_search_bigrams; DROP FUNCTION kam_bigrams(text);"

QUEUE = """
-- Accounts whose facts changed since they were last measured: append only, no keys, drained by the night.
CREATE TABLE accounts_measurequeue (account_id bigint NOT NULL);
"""

# One writer of the ledger at a time, so that two can't each recompute a month without the other's rows.
LEDGER = """
CREATE FUNCTION kam_ledger_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7310, 1);
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rollup_refresh(accounts bigint[], months date[]) RETURNS void LANGUAGE sql AS $$
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

CREATE FUNCTION kam_ledger_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kam_rollup_refresh(array_agg(account_id), array_agg(month)) FROM (
    SELECT DISTINCT account_id, date_trunc('month', date)::date AS month FROM changed) AS cells
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE FUNCTION kam_ledger_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kam_rollup_refresh(array_agg(account_id), array_agg(month)) FROM (
    SELECT account_id, date_trunc('month', date)::date AS month FROM before
    UNION SELECT account_id, date_trunc('month', date)::date FROM after) AS cells
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE TRIGGER kam_lock BEFORE INSERT OR UPDATE OR DELETE ON accounts_ledgerentry
  FOR EACH STATEMENT EXECUTE FUNCTION kam_ledger_lock();
CREATE TRIGGER kam_rollup_insert AFTER INSERT ON accounts_ledgerentry
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kam_ledger_changed();
CREATE TRIGGER kam_rollup_delete AFTER DELETE ON accounts_ledgerentry
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kam_ledger_changed();
CREATE TRIGGER kam_rollup_update AFTER UPDATE ON accounts_ledgerentry
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION kam_ledger_updated();
"""
NO_LEDGER = """
DROP TRIGGER kam_rollup_update ON accounts_ledgerentry;
DROP TRIGGER kam_rollup_delete ON accounts_ledgerentry;
DROP TRIGGER kam_rollup_insert ON accounts_ledgerentry;
DROP TRIGGER kam_lock ON accounts_ledgerentry;
DROP FUNCTION kam_ledger_updated(); DROP FUNCTION kam_ledger_changed();
DROP FUNCTION kam_rollup_refresh(bigint[], date[]); DROP FUNCTION kam_ledger_lock();
"""

# An account that joins or leaves a group moves the sums of both top accounts.
GROUPS = """
CREATE FUNCTION kam_top_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO accounts_measurequeue
  SELECT DISTINCT unnest(ARRAY[a.id, b.top_id, a.top_id]) FROM before b JOIN after a USING (id)
  WHERE a.top_id <> b.top_id;
  RETURN NULL;
END $$;
CREATE TRIGGER kam_top AFTER UPDATE ON accounts_account
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION kam_top_changed();
"""
NO_GROUPS = "DROP TRIGGER kam_top ON accounts_account; DROP FUNCTION kam_top_changed();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(BIGRAMS, NO_BIGRAMS),
        migrations.RunSQL(QUEUE, "DROP TABLE accounts_measurequeue"),
        migrations.RunSQL(LEDGER, NO_LEDGER),
        migrations.RunSQL(GROUPS, NO_GROUPS),
    ]
