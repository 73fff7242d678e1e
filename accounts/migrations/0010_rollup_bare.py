"""The rollup without an index and a check that others do already.

Its primary key begins with the account, and it is made of ledger rows whose accounts are checked.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_facts")]

    operations = [
        migrations.AlterField(
            model_name="monthlyrollup",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="months",
                to="accounts.account",
            ),
        ),
    ]
