import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_one_contact_history"),
        ("relationships", "0017_stage_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowedImport",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.importbatch",
                    ),
                ),
            ],
        ),
    ]
