from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_import_kinds"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0008_first_squares"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leaving", models.BooleanField(verbose_name="leaving")),
                ("note", models.TextField(verbose_name="note")),
                ("on", models.DateField(verbose_name="date")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaving_words",
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declared by",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration that a relation ends",
                "verbose_name_plural": "declarations that a relation ends",
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="partnership",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "alliance_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="alliance signed on"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "partnership evidence",
                "verbose_name_plural": "partnership evidence",
            },
        ),
        migrations.CreateModel(
            name="PartnershipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "alliance_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="alliance signed on"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="relationships.partnership",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="level",
            name="client_key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="level",
            name="closed_at",
            field=models.DateTimeField(null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="level",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="levelevent",
            name="client_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="levelevent",
            name="closed_at",
            field=models.DateTimeField(null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="levelevent",
            name="closed_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AlterField(
            model_name="gridrules",
            name="personal_coverage",
            field=models.DecimalField(
                decimal_places=2,
                default="0.60",
                max_digits=3,
                validators=[
                    django.core.validators.MinValueValidator(Decimal("0.05")),
                    django.core.validators.MaxValueValidator(Decimal("1")),
                ],
                verbose_name="share of influence",
            ),
        ),
        migrations.AlterField(
            model_name="gridrulesevent",
            name="personal_coverage",
            field=models.DecimalField(
                decimal_places=2,
                default="0.60",
                max_digits=3,
                validators=[
                    django.core.validators.MinValueValidator(Decimal("0.05")),
                    django.core.validators.MaxValueValidator(Decimal("1")),
                ],
                verbose_name="share of influence",
            ),
        ),
        migrations.AlterField(
            model_name="level",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name="levelevent",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name="relation",
            name="trend",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Uncoupling"), (2, "Falling"), (3, "Stable"), (4, "Rising")],
                default=3,
                verbose_name="trend",
            ),
        ),
        migrations.AlterField(
            model_name="stagecell",
            name="stage",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "No stage yet"),
                    (1, "Gestation stage"),
                    (2, "Early stage"),
                    (3, "Middle stage"),
                    (4, "High stage"),
                    (5, "Partner stage"),
                ],
                verbose_name="stage",
            ),
        ),
        migrations.AlterField(
            model_name="stagecellevent",
            name="stage",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "No stage yet"),
                    (1, "Gestation stage"),
                    (2, "Early stage"),
                    (3, "Middle stage"),
                    (4, "High stage"),
                    (5, "Partner stage"),
                ],
                verbose_name="stage",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="level",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="level",
            name="update_update",
        ),
        migrations.RemoveIndex(
            model_name="level",
            name="level_waits",
        ),
        migrations.AddIndex(
            model_name="level",
            index=models.Index(
                condition=models.Q(
                    ("closed_at", None), ("confirmed_at", None), ("needs_word", True)
                ),
                fields=["account"],
                name="level_waits",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_levelevent" ("account_id", "assessed_on", "axis", "by_id", "client_key", "closed_at", "closed_by_id", "colleague_id", "confirmed_at", "confirmed_by_id", "contact_id", "created_at", "evidence", "id", "level", "needs_word", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reassess") VALUES (NEW."account_id", NEW."assessed_on", NEW."axis", NEW."by_id", NEW."client_key", NEW."closed_at", NEW."closed_by_id", NEW."colleague_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."contact_id", NEW."created_at", NEW."evidence", NEW."id", NEW."level", NEW."needs_word", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reassess"); RETURN NULL;',
                    hash="2428ce91103b277fb9c80543ec73f62d41623d67",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_93a28",
                    table="relationships_level",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_levelevent" ("account_id", "assessed_on", "axis", "by_id", "client_key", "closed_at", "closed_by_id", "colleague_id", "confirmed_at", "confirmed_by_id", "contact_id", "created_at", "evidence", "id", "level", "needs_word", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reassess") VALUES (NEW."account_id", NEW."assessed_on", NEW."axis", NEW."by_id", NEW."client_key", NEW."closed_at", NEW."closed_by_id", NEW."colleague_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."contact_id", NEW."created_at", NEW."evidence", NEW."id", NEW."level", NEW."needs_word", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reassess"); RETURN NULL;',
                    hash="b54d6ee252f7298f9a455df7fe189ec3cc8245a4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7dd83",
                    table="relationships_level",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_partnershipevent" ("account_id", "alliance_signed_on", "by_id", "evidence", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."account_id", NEW."alliance_signed_on", NEW."by_id", NEW."evidence", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."account_id", NEW."updated_at"); RETURN NULL;',
                    hash="62570dec29f1d4016622769b4c323e37999389de",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e818b",
                    table="relationships_partnership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_partnershipevent" ("account_id", "alliance_signed_on", "by_id", "evidence", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."account_id", NEW."alliance_signed_on", NEW."by_id", NEW."evidence", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."account_id", NEW."updated_at"); RETURN NULL;',
                    hash="dd0c7161c05726cbfadead906a780ac23884bc8a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9ce38",
                    table="relationships_partnership",
                    when="AFTER",
                ),
            ),
        ),
    ]
