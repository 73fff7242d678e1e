import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_contact_privacy"),
        ("staff", "0003_notices"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "kept_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="accounts.account",
                        verbose_name="kept",
                    ),
                ),
                (
                    "kept_contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="accounts.contact",
                        verbose_name="kept",
                    ),
                ),
                (
                    "lost_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_into",
                        to="accounts.account",
                        verbose_name="merged",
                    ),
                ),
                (
                    "lost_contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_into",
                        to="accounts.contact",
                        verbose_name="merged",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kept_account", None),
                                ("lost_account", None),
                                ("kept_contact__isnull", False),
                                ("lost_contact__isnull", False),
                            ),
                            models.Q(
                                ("kept_contact", None),
                                ("lost_contact", None),
                                ("kept_account__isnull", False),
                                ("lost_account__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="merge_of_two_accounts_or_two_contacts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MergedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=80)),
                ("key", models.BigIntegerField()),
                (
                    "deed",
                    models.CharField(
                        choices=[("changed", "Changed"), ("removed", "Removed"), ("made", "Made")],
                        max_length=7,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="accounts.merge",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MergeMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=80)),
                ("field", models.CharField(max_length=60)),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="accounts.merge",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merge", "model", "field"), name="merge_moves_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="account",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_records",
                to="accounts.account",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_records",
                to="accounts.contact",
                verbose_name="merged into",
            ),
        ),
        migrations.RemoveIndex(
            model_name="account",
            name="account_unit_owner",
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["unit", "owner", "id"],
                name="account_unit_owner",
            ),
        ),
    ]
