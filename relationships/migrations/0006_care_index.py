"""The index by owner, with the columns that the counts of due lists read."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_unit_owner"),
        ("relationships", "0005_rhythm"),
        ("staff", "0002_first_company"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="rhythm", name="rhythm_owner"),
        migrations.AddIndex(
            model_name="rhythm",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ("active", "dormant", "candidate")), ("tier__gt", 0)
                ),
                fields=["tier", "owner", "start", "account"],
                include=("unit", "last_visited_on", "quarter_visits"),
                name="rhythm_care",
            ),
        ),
    ]
