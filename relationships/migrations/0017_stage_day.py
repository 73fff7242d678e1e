from django.db import migrations, models


class Migration(migrations.Migration):
    """Who moved on the squares since a day is read from the steps after it."""

    dependencies = [("relationships", "0016_care_by_class")]

    operations = [
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["on", "account"], name="stage_day"),
        ),
    ]
