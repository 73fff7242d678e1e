import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import relationships.models.attachment


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_import_kinds"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0010_sent_visits"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "done_note",
                    models.CharField(blank=True, max_length=300, verbose_name="what came of it"),
                ),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="dropped on")),
                ("told_for", models.DateField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="accounts.account",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on", None), ("dropped_on", None)),
                        fields=["owner", "due_on"],
                        name="action_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to=relationships.models.attachment.place)),
                ("name", models.CharField(max_length=150, verbose_name="file name")),
                ("mime", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
            },
        ),
        migrations.CreateModel(
            name="NeedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="need")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("captured", "Captured"),
                            ("clarified", "Clarified"),
                            ("assigned_tech", "With the engineers"),
                            ("solution", "Solution found"),
                            ("delivered", "Delivered"),
                            ("accepted", "Accepted by the customer"),
                            ("declined", "Declined"),
                        ],
                        default="captured",
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("captured_on", models.DateField(verbose_name="captured on")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need_items",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
            },
        ),
        migrations.CreateModel(
            name="ScenarioStandard",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=12, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                (
                    "items_zh",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist in Chinese",
                    ),
                ),
                (
                    "items_en",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist in English",
                    ),
                ),
                (
                    "is_addition",
                    models.BooleanField(default=True, verbose_name="added by the project"),
                ),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "scenario standard",
                "verbose_name_plural": "scenario standards",
            },
        ),
        migrations.CreateModel(
            name="ActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "done_note",
                    models.CharField(blank=True, max_length=300, verbose_name="what came of it"),
                ),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="dropped on")),
                ("told_for", models.DateField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                        to="relationships.action",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NeedItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.TextField(verbose_name="need")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("captured", "Captured"),
                            ("clarified", "Clarified"),
                            ("assigned_tech", "With the engineers"),
                            ("solution", "Solution found"),
                            ("delivered", "Delivered"),
                            ("accepted", "Accepted by the customer"),
                            ("declined", "Declined"),
                        ],
                        default="captured",
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("captured_on", models.DateField(verbose_name="captured on")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
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
                        to="relationships.needitem",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ScenarioStandardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.SlugField(
                        db_index=False, max_length=12, serialize=False, verbose_name="code"
                    ),
                ),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=60, verbose_name="English name")),
                (
                    "items_zh",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist in Chinese",
                    ),
                ),
                (
                    "items_en",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist in English",
                    ),
                ),
                (
                    "is_addition",
                    models.BooleanField(default=True, verbose_name="added by the project"),
                ),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
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
                        to="relationships.scenariostandard",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VisitColleagueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="visit",
            name="colleagues",
            field=models.ManyToManyField(
                blank=True,
                related_name="joined_visits",
                to=settings.AUTH_USER_MODEL,
                verbose_name="with us",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="checked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                default=list,
                null=True,
                size=None,
                verbose_name="checklist",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="direction_changed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="customer changes its business direction",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="satisfaction",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="satisfaction"
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="checked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                default=list,
                null=True,
                size=None,
                verbose_name="checklist",
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="direction_changed",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="customer changes its business direction",
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
            name="satisfaction",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="satisfaction"
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("visit", "Visit"),
                    ("call", "Phone call"),
                    ("meeting", "Meeting"),
                    ("event", "Event"),
                    ("remote", "Remote contact"),
                ],
                default="visit",
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="scenario",
            field=models.CharField(default="routine", max_length=12, verbose_name="scenario"),
        ),
        migrations.AlterField(
            model_name="visitevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("visit", "Visit"),
                    ("call", "Phone call"),
                    ("meeting", "Meeting"),
                    ("event", "Event"),
                    ("remote", "Remote contact"),
                ],
                default="visit",
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="visitevent",
            name="scenario",
            field=models.CharField(default="routine", max_length=12, verbose_name="scenario"),
        ),
        migrations.CreateModel(
            name="VisitColleague",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("relationships.visit_colleagues",),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="visit",
            name="delete_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "checked", "client_key", "created_at", "date", "direction_changed", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "satisfaction", "scenario", "sent_hash", "status", "time", "updated_at") SELECT new_values."account_id", new_values."checked", new_values."client_key", new_values."created_at", new_values."date", new_values."direction_changed", new_values."id", new_values."kind", new_values."made_at", new_values."needs", new_values."next_step", new_values."next_step_on", new_values."note", new_values."owner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."satisfaction", new_values."scenario", new_values."sent_hash", new_values."status", new_values."time", new_values."updated_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="491a4bbb91cb36b3864af8fdf683abfa6a1448a3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_48b2b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "checked", "client_key", "created_at", "date", "direction_changed", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "satisfaction", "scenario", "sent_hash", "status", "time", "updated_at") SELECT new_values."account_id", new_values."checked", new_values."client_key", new_values."created_at", new_values."date", new_values."direction_changed", new_values."id", new_values."kind", new_values."made_at", new_values."needs", new_values."next_step", new_values."next_step_on", new_values."note", new_values."owner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."satisfaction", new_values."scenario", new_values."sent_hash", new_values."status", new_values."time", new_values."updated_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="b4de9a686e1b3e859e336493d81c7a5ad7c15755",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_edab7",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitevent" ("account_id", "checked", "client_key", "created_at", "date", "direction_changed", "id", "kind", "made_at", "needs", "next_step", "next_step_on", "note", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "satisfaction", "scenario", "sent_hash", "status", "time", "updated_at") SELECT old_values."account_id", old_values."checked", old_values."client_key", old_values."created_at", old_values."date", old_values."direction_changed", old_values."id", old_values."kind", old_values."made_at", old_values."needs", old_values."next_step", old_values."next_step_on", old_values."note", old_values."owner_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."satisfaction", old_values."scenario", old_values."sent_hash", old_values."status", old_values."time", old_values."updated_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="115385763c679a5bea65111f6c1d30fc8da79a6a",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ad2db",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="relationships_visit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("satisfaction__range", (1, 5))),
                name="visit_satisfaction_1_to_5",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scenariostandard",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_scenariostandardevent" ("code", "is_active", "is_addition", "items_en", "items_zh", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."is_active", NEW."is_addition", NEW."items_en", NEW."items_zh", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."code"); RETURN NULL;',
                    hash="5acb6844a53c7205030bbc276adffc1c877c260f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_98de1",
                    table="relationships_scenariostandard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scenariostandard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_scenariostandardevent" ("code", "is_active", "is_addition", "items_en", "items_zh", "name_en", "name_zh", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."is_active", NEW."is_addition", NEW."items_en", NEW."items_zh", NEW."name_en", NEW."name_zh", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."code"); RETURN NULL;',
                    hash="72a132daa57aec82fad90abd9253ba51e8090d1b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4868a",
                    table="relationships_scenariostandard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_actionevent" ("account_id", "created_at", "done_note", "done_on", "dropped_on", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "told_for", "visit_id") VALUES (NEW."account_id", NEW."created_at", NEW."done_note", NEW."done_on", NEW."dropped_on", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."told_for", NEW."visit_id"); RETURN NULL;',
                    hash="45d351182e5df0a54ded1d8a8bd517fbafd0d383",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b902d",
                    table="relationships_action",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_actionevent" ("account_id", "created_at", "done_note", "done_on", "dropped_on", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "told_for", "visit_id") VALUES (NEW."account_id", NEW."created_at", NEW."done_note", NEW."done_on", NEW."dropped_on", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."told_for", NEW."visit_id"); RETURN NULL;',
                    hash="1d8a16301fb62176a995ccafd35328c398c6dffb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e11c7",
                    table="relationships_action",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="needitem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_needitemevent" ("account_id", "by_id", "captured_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status", "text", "visit_id") VALUES (NEW."account_id", NEW."by_id", NEW."captured_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."status", NEW."text", NEW."visit_id"); RETURN NULL;',
                    hash="e72ba8235ae5bddaeb4641e5c2db95e57ee4367e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9b2b5",
                    table="relationships_needitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="needitem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_needitemevent" ("account_id", "by_id", "captured_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "status", "text", "visit_id") VALUES (NEW."account_id", NEW."by_id", NEW."captured_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."status", NEW."text", NEW."visit_id"); RETURN NULL;',
                    hash="b61cb5b32a244bb6be505fdac119a0dfb9828cfb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_26b05",
                    table="relationships_needitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitcolleague",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitcolleagueevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id", "visit_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."user_id", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="df179445261e2f3d0e87bd3509ca8a98cfaa3b4e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_10cc1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="relationships_visit_colleagues",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitcolleague",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "relationships_visitcolleagueevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id", "visit_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."user_id", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="5d69d666c27f163a862d1c3056d6c6483d033f84",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_32ea3",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="relationships_visit_colleagues",
                    when="AFTER",
                ),
            ),
        ),
    ]
