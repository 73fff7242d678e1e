import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_people_map"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0012_first_scenarios"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("owner", "The owner changed"), ("contact", "A contact left")],
                        max_length=8,
                        verbose_name="cause",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("passed", "Passed on")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
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
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="accounts.contact",
                        verbose_name="who left",
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="former owner",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who takes over",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "verbose_name_plural": "hand-overs",
                "indexes": [models.Index(fields=["to", "state", "-on"], name="handover_mine")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cause", "owner"), ("state", "open")),
                        fields=("account",),
                        name="one_open_handover",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cause", "owner"),
                                ("contact__isnull", True),
                                ("former__isnull", False),
                            ),
                            models.Q(
                                ("cause", "contact"),
                                ("contact__isnull", False),
                                ("former__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="handover_says_who_goes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "People to get to know"),
                            ("successor", "Find out who takes the place"),
                            ("promise", "Promises made"),
                            ("visit", "Visits planned"),
                            ("together", "Next visit together"),
                        ],
                        max_length=9,
                    ),
                ),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_items",
                        to="accounts.contact",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="relationships.handover",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_items",
                        to="relationships.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a hand-over",
                "verbose_name_plural": "lines of hand-overs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "kind", "contact", "visit"),
                        name="handover_item_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[("owner", "The owner changed"), ("contact", "A contact left")],
                        max_length=8,
                        verbose_name="cause",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("passed", "Passed on")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
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
                    "closed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="who left",
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="former owner",
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
                        to="relationships.handover",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who takes over",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HandoverItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "People to get to know"),
                            ("successor", "Find out who takes the place"),
                            ("promise", "Promises made"),
                            ("visit", "Visits planned"),
                            ("together", "Next visit together"),
                        ],
                        max_length=9,
                    ),
                ),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="relationships.handover",
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
                        to="relationships.handoveritem",
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
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_handoverevent" ("account_id", "by_id", "cause", "closed_at", "closed_by_id", "contact_id", "created_at", "former_id", "id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "to_id") VALUES (NEW."account_id", NEW."by_id", NEW."cause", NEW."closed_at", NEW."closed_by_id", NEW."contact_id", NEW."created_at", NEW."former_id", NEW."id", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."to_id"); RETURN NULL;',
                    hash="af62ae4d3a3a475d089d0ce405a21b24ac54ee35",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_01978",
                    table="relationships_handover",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handoveritem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_handoveritemevent" ("contact_id", "done_at", "done_by_id", "handover_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (NEW."contact_id", NEW."done_at", NEW."done_by_id", NEW."handover_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."visit_id"); RETURN NULL;',
                    hash="b9d84976deffe6cb9bd326c6977e0715d2c05e5d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7ca20",
                    table="relationships_handoveritem",
                    when="AFTER",
                ),
            ),
        ),
    ]
