"""Tables of the importer that are no models: staging, rejected rows, what a batch changed.

A batch stages its file in a table of its own, shaped like one of the two templates, so that
throwing it away is a DROP and not half a million deletes.
"""

from django.db import migrations

TABLES = """
-- One row of a ledger file, as text. `cells` is set when the row has too few or too many.
CREATE TABLE accounts_importline (
  line integer NOT NULL, cells integer,
  account text, account_name text, reference text, date text, amount text, quantity text,
  unit_price text, discount text, cost text, currency text, kind text, returns text, mark text
);
-- One order of a ledger file: checked, matched and compared with the ledger.
CREATE TABLE accounts_importorder (
  line integer NOT NULL, lines integer NOT NULL,
  account_id bigint, fresh integer,  -- a known account, or the number of one to be created
  reference text NOT NULL, date date NOT NULL, kind text NOT NULL,
  amount numeric(18, 2) NOT NULL, currency text NOT NULL,
  amount_base numeric(18, 2) NOT NULL, cost_base numeric(18, 2), returns text NOT NULL,
  outcome text NOT NULL, entry_id bigint  -- new, changed, unchanged; the entry it changes
);
-- One account, contact or rate of a file: checked, matched and compared.
CREATE TABLE accounts_importrecord (
  line integer NOT NULL, outcome text NOT NULL, object_id bigint,
  fields jsonb NOT NULL, before jsonb NOT NULL
);
-- Rows that can't be imported, and why. Kept as long as the batch.
CREATE TABLE accounts_importreject (
  batch_id bigint NOT NULL, line integer NOT NULL, field text NOT NULL, reason text NOT NULL,
  detail text
);
CREATE INDEX accounts_importreject_batch ON accounts_importreject (batch_id, line);
-- What a batch made of accounts, contacts and rates, so that it can be undone.
CREATE TABLE accounts_importchange (
  batch_id bigint NOT NULL, object_id bigint NOT NULL, before jsonb, after jsonb NOT NULL
);
CREATE INDEX accounts_importchange_batch ON accounts_importchange (batch_id);
"""
NO_TABLES = """
DROP TABLE accounts_importline, accounts_importorder, accounts_importrecord,
  accounts_importreject, accounts_importchange;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_search_and_ledger_triggers")]

    operations = [migrations.RunSQL(TABLES, NO_TABLES)]
