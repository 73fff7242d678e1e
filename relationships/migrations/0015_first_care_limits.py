"""The limits of care as domain §7.4 proposes them."""

from django.db import migrations


def add(apps, schema_editor):
    apps.get_model("relationships", "CareLimits").objects.create(pk=1)


def remove(apps, schema_editor):
    apps.get_model("relationships", "CareLimits").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("relationships", "0014_care")]

    operations = [migrations.RunPython(add, remove)]
