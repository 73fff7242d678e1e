import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_import_kinds"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0006_care_index"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "axis",
                    models.CharField(
                        choices=[
                            ("personal", "Personal relation"),
                            ("company", "Company relation"),
                        ],
                        max_length=8,
                        verbose_name="axis",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="evidence",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                ("needs_word", models.BooleanField(default=False)),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                (
                    "reassess",
                    models.BooleanField(default=False, verbose_name="to be assessed again"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="accounts.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assessed by",
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="our colleague",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "level assessed",
                "verbose_name_plural": "levels assessed",
                "indexes": [
                    models.Index(
                        fields=["account", "axis", "contact", "colleague", "-assessed_on", "-id"],
                        name="level_newest",
                    ),
                    models.Index(
                        condition=models.Q(("confirmed_at", None), ("needs_word", True)),
                        fields=["account"],
                        name="level_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (0, 5))), name="level_0_to_5"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("axis", "personal"),
                                ("colleague__isnull", False),
                                ("contact__isnull", False),
                            ),
                            models.Q(
                                ("axis", "company"),
                                ("colleague__isnull", True),
                                ("contact__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="personal_levels_have_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="relation",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                (
                    "personal",
                    models.PositiveSmallIntegerField(default=0, verbose_name="personal level"),
                ),
                (
                    "company",
                    models.PositiveSmallIntegerField(default=0, verbose_name="company level"),
                ),
                ("stage", models.PositiveSmallIntegerField(default=0, verbose_name="stage")),
                (
                    "trend",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "UNCOUPLING"), (2, "FALLING"), (3, "STABLE"), (4, "RISING")],
                        default=3,
                        verbose_name="trend",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                (
                    "declared_uncoupling",
                    models.BooleanField(default=False, verbose_name="declared to be leaving"),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "indexes": [
                    models.Index(fields=["personal", "company", "account"], name="relation_square"),
                    models.Index(fields=["stage", "account"], name="relation_stage"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("personal", models.PositiveSmallIntegerField(verbose_name="personal level")),
                ("company", models.PositiveSmallIntegerField(verbose_name="company level")),
                (
                    "stage",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "PRE"),
                            (1, "GESTATION"),
                            (2, "EARLY"),
                            (3, "MID"),
                            (4, "HIGH"),
                            (5, "PARTNER"),
                        ],
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "square",
                "verbose_name_plural": "squares",
                "constraints": [
                    models.UniqueConstraint(fields=("personal", "company"), name="square_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("company__range", (1, 5)),
                            ("personal__range", (1, 5)),
                            ("stage__range", (0, 5)),
                        ),
                        name="square_within_the_grid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                ("before", models.PositiveSmallIntegerField(null=True, verbose_name="from")),
                ("after", models.PositiveSmallIntegerField(verbose_name="to")),
                ("personal", models.PositiveSmallIntegerField(verbose_name="personal level")),
                ("company", models.PositiveSmallIntegerField(verbose_name="company level")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stage_changes",
                        to="accounts.account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of stage",
                "verbose_name_plural": "changes of stage",
                "indexes": [models.Index(fields=["account", "on", "id"], name="stage_path")],
            },
        ),
        migrations.CreateModel(
            name="GridRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "preset",
                    models.CharField(
                        choices=[("GATE3", "Gate at level 3"), ("LADDER5", "Ladder of five")],
                        db_default="GATE3",
                        default="GATE3",
                        max_length=8,
                        verbose_name="preset",
                    ),
                ),
                (
                    "personal_coverage",
                    models.DecimalField(
                        decimal_places=2,
                        default="0.60",
                        max_digits=3,
                        verbose_name="share of influence",
                    ),
                ),
                (
                    "stale_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="stale after (days)",
                    ),
                ),
                (
                    "imbalance_warn",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="warn from a difference of",
                    ),
                ),
                (
                    "evidence_needed",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MaxValueValidator(5)],
                        verbose_name="evidence items to raise a level",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of the 25 squares",
                "verbose_name_plural": "rules of the 25 squares",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_row_of_grid_rules"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GridRulesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "preset",
                    models.CharField(
                        choices=[("GATE3", "Gate at level 3"), ("LADDER5", "Ladder of five")],
                        db_default="GATE3",
                        default="GATE3",
                        max_length=8,
                        verbose_name="preset",
                    ),
                ),
                (
                    "personal_coverage",
                    models.DecimalField(
                        decimal_places=2,
                        default="0.60",
                        max_digits=3,
                        verbose_name="share of influence",
                    ),
                ),
                (
                    "stale_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="stale after (days)",
                    ),
                ),
                (
                    "imbalance_warn",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="warn from a difference of",
                    ),
                ),
                (
                    "evidence_needed",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MaxValueValidator(5)],
                        verbose_name="evidence items to raise a level",
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
                        to="relationships.gridrules",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LevelEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "axis",
                    models.CharField(
                        choices=[
                            ("personal", "Personal relation"),
                            ("company", "Company relation"),
                        ],
                        max_length=8,
                        verbose_name="axis",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="evidence",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                ("needs_word", models.BooleanField(default=False)),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                (
                    "reassess",
                    models.BooleanField(default=False, verbose_name="to be assessed again"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.account",
                        verbose_name="account",
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
                        verbose_name="assessed by",
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="our colleague",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
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
                        verbose_name="contact",
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
                        to="relationships.level",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StageCellEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("personal", models.PositiveSmallIntegerField(verbose_name="personal level")),
                ("company", models.PositiveSmallIntegerField(verbose_name="company level")),
                (
                    "stage",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "PRE"),
                            (1, "GESTATION"),
                            (2, "EARLY"),
                            (3, "MID"),
                            (4, "HIGH"),
                            (5, "PARTNER"),
                        ],
                        verbose_name="stage",
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
                        to="relationships.stagecell",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gridrules",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_gridrulesevent" ("evidence_needed", "id", "imbalance_warn", "personal_coverage", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preset", "stale_days") VALUES (NEW."evidence_needed", NEW."id", NEW."imbalance_warn", NEW."personal_coverage", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preset", NEW."stale_days"); RETURN NULL;',
                    hash="5c22fb1ee0b5fefd8deb26af78c5ba43521d990d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cc8a4",
                    table="relationships_gridrules",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stagecell",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_stagecellevent" ("company", "id", "personal", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage") VALUES (NEW."company", NEW."id", NEW."personal", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stage"); RETURN NULL;',
                    hash="b7ac0916ec7a1694ce5c57d84c8da47d599a7898",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a7082",
                    table="relationships_stagecell",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_levelevent" ("account_id", "assessed_on", "axis", "by_id", "colleague_id", "confirmed_at", "confirmed_by_id", "contact_id", "created_at", "evidence", "id", "level", "needs_word", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reassess") VALUES (NEW."account_id", NEW."assessed_on", NEW."axis", NEW."by_id", NEW."colleague_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."contact_id", NEW."created_at", NEW."evidence", NEW."id", NEW."level", NEW."needs_word", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reassess"); RETURN NULL;',
                    hash="94f67468ec473fb61b1114e252eb3f4c44c37055",
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
                    func='INSERT INTO "relationships_levelevent" ("account_id", "assessed_on", "axis", "by_id", "colleague_id", "confirmed_at", "confirmed_by_id", "contact_id", "created_at", "evidence", "id", "level", "needs_word", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reassess") VALUES (NEW."account_id", NEW."assessed_on", NEW."axis", NEW."by_id", NEW."colleague_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."contact_id", NEW."created_at", NEW."evidence", NEW."id", NEW."level", NEW."needs_word", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reassess"); RETURN NULL;',
                    hash="0f9e2132490ef6979a84b730fcff9bd3c71f20ba",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7dd83",
                    table="relationships_level",
                    when="AFTER",
                ),
            ),
        ),
    ]
