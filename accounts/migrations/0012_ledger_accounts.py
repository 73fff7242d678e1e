"""Ledger rows are checked against accounts by statement, not row by row.

kam_rollup_refresh (0009) holds the accounts of the rows that are written; here is the other half.
"""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE FUNCTION kam_account_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gone JOIN accounts_ledgerentry e ON e.account_id = gone.id) THEN
    RAISE foreign_key_violation USING MESSAGE = 'an account with ledger rows can not be deleted';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER kam_ledger_kept AFTER DELETE ON accounts_account
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kam_account_deleted();
"""
NOT_KEPT = """
DROP TRIGGER kam_ledger_kept ON accounts_account; DROP FUNCTION kam_account_deleted();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_rollup_planned")]

    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.AlterField(
            model_name="ledgerentry",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger",
                to="accounts.account",
                verbose_name="account",
            ),
        ),
    ]
