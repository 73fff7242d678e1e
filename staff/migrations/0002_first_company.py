"""The one company row, with the first values the environment gives."""

from django.conf import settings
from django.db import migrations


def add(apps, schema_editor):
    apps.get_model("staff", "Company").objects.get_or_create(pk=1, defaults=settings.FIRST_COMPANY)


def remove(apps, schema_editor):
    apps.get_model("staff", "Company").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [migrations.RunPython(add, remove, elidable=False)]
