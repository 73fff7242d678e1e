"""Cost to serve beside the other measures of a run."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tiering", "0005_back_tests"), ("accounts", "0009_facts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tiering_score ADD COLUMN cost_to_serve bigint NOT NULL DEFAULT 0",
            "ALTER TABLE tiering_score DROP COLUMN cost_to_serve",
        ),
    ]
