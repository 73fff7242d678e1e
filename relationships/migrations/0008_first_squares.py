"""The 25 squares of the preset GATE3, and its rules (domain §4.3)."""

from django.db import migrations


def stage(personal, company):
    weaker, stronger = sorted((personal, company))
    return 0 if weaker < 3 else 2 * (weaker - 3) + 1 + (stronger > weaker)


def add(apps, schema_editor):
    apps.get_model("relationships", "GridRules").objects.create(pk=1)
    cell = apps.get_model("relationships", "StageCell")
    levels = range(1, 6)
    cell.objects.bulk_create(
        cell(personal=p, company=c, stage=stage(p, c)) for p in levels for c in levels
    )


def remove(apps, schema_editor):
    apps.get_model("relationships", "GridRules").objects.all().delete()
    apps.get_model("relationships", "StageCell").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("relationships", "0007_levels")]

    operations = [migrations.RunPython(add, remove)]
