import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_import_kinds"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Influence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "strength",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                        verbose_name="strength",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="influences",
                        to="accounts.account",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="influences",
                        to="accounts.contact",
                        verbose_name="who influences",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="influenced_by",
                        to="accounts.contact",
                        verbose_name="who is influenced",
                    ),
                ),
            ],
            options={
                "verbose_name": "influence between people",
                "verbose_name_plural": "influences between people",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target"), name="influence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="nobody_influences_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__range", (1, 3))),
                        name="influence_strength_1_to_3",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InfluenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "strength",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                        verbose_name="strength",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
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
                        to="accounts.influence",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="who influences",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="who is influenced",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="attitude",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sponsor", "Sponsor"),
                    ("supporter", "Supporter"),
                    ("neutral", "Neutral"),
                    ("sceptic", "Sceptic"),
                    ("opponent", "Opponent"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="attitude to us",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="left_on",
            field=models.DateField(blank=True, null=True, verbose_name="left on"),
        ),
        migrations.AddField(
            model_name="contact",
            name="reports_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reports",
                to="accounts.contact",
                verbose_name="reports to",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="attitude",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sponsor", "Sponsor"),
                    ("supporter", "Supporter"),
                    ("neutral", "Neutral"),
                    ("sceptic", "Sceptic"),
                    ("opponent", "Opponent"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="attitude to us",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="left_on",
            field=models.DateField(blank=True, null=True, verbose_name="left on"),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="reports_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.contact",
                verbose_name="reports to",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="decision_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("economic", "Economic buyer"),
                    ("technical", "Technical buyer"),
                    ("user", "User buyer"),
                    ("coach", "Coach"),
                    ("gatekeeper", "Gatekeeper"),
                    ("other", "Other"),
                ],
                max_length=10,
                verbose_name="role in decisions",
            ),
        ),
        migrations.AlterField(
            model_name="contactevent",
            name="decision_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("economic", "Economic buyer"),
                    ("technical", "Technical buyer"),
                    ("user", "User buyer"),
                    ("coach", "Coach"),
                    ("gatekeeper", "Gatekeeper"),
                    ("other", "Other"),
                ],
                max_length=10,
                verbose_name="role in decisions",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="delete_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contactevent" ("account_id", "attitude", "code", "consent_on", "created_at", "decision_role", "department", "email", "id", "influence", "is_active", "left_on", "name", "name_en", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reports_to_id", "source", "title") SELECT new_values."account_id", new_values."attitude", new_values."code", new_values."consent_on", new_values."created_at", new_values."decision_role", new_values."department", new_values."email", new_values."id", new_values."influence", new_values."is_active", new_values."left_on", new_values."name", new_values."name_en", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."reports_to_id", new_values."source", new_values."title" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a2a403cc083770e52e35290e267946e902c7ce94",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_89558",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contactevent" ("account_id", "attitude", "code", "consent_on", "created_at", "decision_role", "department", "email", "id", "influence", "is_active", "left_on", "name", "name_en", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reports_to_id", "source", "title") SELECT new_values."account_id", new_values."attitude", new_values."code", new_values."consent_on", new_values."created_at", new_values."decision_role", new_values."department", new_values."email", new_values."id", new_values."influence", new_values."is_active", new_values."left_on", new_values."name", new_values."name_en", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."reports_to_id", new_values."source", new_values."title" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_id" IS DISTINCT FROM (new_values."account_id") OR old_values."attitude" IS DISTINCT FROM (new_values."attitude") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."consent_on" IS DISTINCT FROM (new_values."consent_on") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."decision_role" IS DISTINCT FROM (new_values."decision_role") OR old_values."department" IS DISTINCT FROM (new_values."department") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."influence" IS DISTINCT FROM (new_values."influence") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."left_on" IS DISTINCT FROM (new_values."left_on") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."name_en" IS DISTINCT FROM (new_values."name_en") OR old_values."note" IS DISTINCT FROM (new_values."note") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."reports_to_id" IS DISTINCT FROM (new_values."reports_to_id") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."title" IS DISTINCT FROM (new_values."title")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="95863e01371f2586654eaf62e8b222e0acd9061a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15daf",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contactevent" ("account_id", "attitude", "code", "consent_on", "created_at", "decision_role", "department", "email", "id", "influence", "is_active", "left_on", "name", "name_en", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reports_to_id", "source", "title") SELECT old_values."account_id", old_values."attitude", old_values."code", old_values."consent_on", old_values."created_at", old_values."decision_role", old_values."department", old_values."email", old_values."id", old_values."influence", old_values."is_active", old_values."left_on", old_values."name", old_values."name_en", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."reports_to_id", old_values."source", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="62d54ce11a5b7841a015f229b963de8b3557d2de",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_115a7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="accounts_contact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on__isnull", True), ("is_active", False), _connector="OR"
                ),
                name="who_left_is_not_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reports_to__isnull", True),
                    models.Q(("reports_to", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_reports_to_themselves",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="influence",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_influenceevent" ("account_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "strength", "target_id") SELECT new_values."account_id", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."source_id", new_values."strength", new_values."target_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ebade9112cb233d365f7212b205c2d7c7c5a5554",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd7a1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="accounts_influence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="influence",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_influenceevent" ("account_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "strength", "target_id") SELECT new_values."account_id", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."source_id", new_values."strength", new_values."target_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8cf24ebd082291aa886bdb87d068139f9a073121",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bab36",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="accounts_influence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="influence",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_influenceevent" ("account_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "strength", "target_id") SELECT old_values."account_id", old_values."id", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."source_id", old_values."strength", old_values."target_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="dc99cff28d340dac7c50910b12b0838bcff6556b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_04ddc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="accounts_influence",
                    when="AFTER",
                ),
            ),
        ),
    ]
