"""Parts of the plan become rows of the templates; actions hang on criteria a target asks for."""

from django.db import migrations, models

from plans.shipped import GUIDES, SECTIONS

# Criteria that no gap table lists since it lists what the target asks for.
MOVED = (("to_platinum", "share_before", "pareto_class"),)
GONE = (
    ("to_platinum", ("value", "strategic_value")),
    ("up_tier", ("share_before", "strategic_value")),
)


def ship(apps, schema_editor):
    row = apps.get_model("plans", "TemplateRow")
    for template in apps.get_model("plans", "PlanTemplate").objects.filter(purpose__in=SECTIONS):
        kinds = SECTIONS[template.purpose]
        row.objects.bulk_create(
            row(template=template, kind="section", place=place, need=kind, zh=zh, en=en)
            for place, (kind, (zh, en)) in enumerate(((kind, GUIDES[kind]) for kind in kinds), 100)
        )
    for purpose, old, new in MOVED:
        row.objects.filter(template__purpose=purpose, need=old).update(need=new)
    for purpose, needs in GONE:
        row.objects.filter(template__purpose=purpose, need__in=needs).delete()


def take_back(apps, schema_editor):
    apps.get_model("plans", "TemplateRow").objects.filter(kind="section").delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_gap_history_and_effects")]
    operations = [
        migrations.AlterField(
            model_name="templaterow",
            name="kind",
            field=models.CharField(
                choices=[
                    ("milestone", "Milestone"),
                    ("check", "Point to check"),
                    ("action", "Suggested action"),
                    ("section", "Part of the plan"),
                ],
                max_length=9,
            ),
        ),
        migrations.RunPython(ship, take_back),
    ]
