"""The first version of every template, in both languages."""

from django.db import migrations

from plans.shipped import ACTIONS, CHECKS, MILESTONES


def ship(apps, schema_editor):
    for purpose in ("new", "existing"):
        template = _template(apps, purpose)
        _rows(apps, template, "milestone", [(zh, en, days, "") for zh, en, days in MILESTONES])
        _rows(
            apps, template, "check", [(zh, en, 0, "") for zh, en in CHECKS], after=len(MILESTONES)
        )
    for purpose, actions in ACTIONS.items():
        rows = [(zh, en, days, need) for need, (zh, en, days) in actions.items()]
        _rows(apps, _template(apps, purpose), "action", rows)


def _template(apps, purpose):
    return apps.get_model("plans", "PlanTemplate").objects.create(purpose=purpose, version=1)


def _rows(apps, template, kind, rows, after=0):
    row = apps.get_model("plans", "TemplateRow")
    row.objects.bulk_create(
        row(template=template, kind=kind, place=place, zh=zh, en=en, days=days, need=need)
        for place, (zh, en, days, need) in enumerate(rows, after + 1)
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_templates_and_milestones")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
