"""All names of an account in their comparable form, instead of the first alone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from kam.lib.names import all_normalised

BATCH = 5000  # accounts
NAMES = "SELECT id, name, name_en, aliases FROM accounts_account WHERE id > %s ORDER BY id LIMIT %s"
# One text a row, since unnest() would take arrays of arrays apart; no name has a line end.
FILL = r"""
UPDATE accounts_account a SET normalised_names = string_to_array(v.names, E'\n')
FROM unnest(%s::bigint[], %s::text[]) AS v(id, names) WHERE v.id = a.id"""
FIRST = "UPDATE accounts_account SET normalised_name = coalesce(normalised_names[1], '')"


def fill(apps, schema_editor):
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(NAMES, [last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            lines = ["\n".join(all_normalised(*names, *others)) for _, *names, others in rows]
            cursor.execute(FILL, [[pk for pk, *_ in rows], lines])


def fill_first(apps, schema_editor):
    schema_editor.execute(FIRST)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_account_unit_owner")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="normalised_names",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunPython(fill, fill_first),
        migrations.AlterField(  # so that the way back may add it to rows that exist
            model_name="account",
            name="normalised_name",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.RemoveIndex(model_name="account", name="account_normalised"),
        migrations.RemoveField(model_name="account", name="normalised_name"),
        migrations.AddIndex(
            model_name="account",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["normalised_names"], name="account_names"
            ),
        ),
    ]
