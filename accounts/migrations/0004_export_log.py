"""A record of every export."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_import_staging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=40, verbose_name="what")),
                ("query", models.TextField(blank=True, verbose_name="filter")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="time")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={"verbose_name": "export", "verbose_name_plural": "exports"},
        ),
    ]
