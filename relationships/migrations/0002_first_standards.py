"""The coverage standards of domain §6.11."""

from django.db import migrations

TOP, MAJOR, ORDINARY, SMALL = 1, 2, 3, 4
STANDARDS = [
    {"tier": TOP, "visit_days": 14, "executive_days": 90},
    {"tier": MAJOR, "visit_days": 30, "executive_days": 180},
    {"tier": ORDINARY, "visit_days": 90},
    {"tier": SMALL, "visit_days": 180, "remote": True},
]


def add(apps, schema_editor):
    standard = apps.get_model("relationships", "CoverageStandard")
    standard.objects.bulk_create(standard(**row) for row in STANDARDS)


def remove(apps, schema_editor):
    apps.get_model("relationships", "CoverageStandard").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("relationships", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
