"""What came after is told for each system: tests before this one told it for the pyramid alone."""

from django.db import migrations


def drop_tests(apps, schema_editor):
    apps.get_model("tiering", "BackTest").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tiering", "0009_runs_for_past_days")]
    operations = [migrations.RunPython(drop_tests, migrations.RunPython.noop)]
