"""Selection: strategies with the list to begin with, assumptions and decisions."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The first three are the source's own; it announces five and describes three (domain §3.8).
STRATEGIES = [
    (
        ("捕鱼策略", "Fishing"),
        (
            "初创企业：选定一个市场，按自己的标准撒网，捕到什么要什么。",
            "Start-up firms: choose a market, cast the net by our standard, take what is caught.",
        ),
        ("在哪里撒网，网眼多大。", "Where to cast, and how wide the mesh is."),
        (False, False),
    ),
    (
        ("采蘑菇策略", "Mushroom picking"),
        (
            "已有实力的企业：在每个市场只采大蘑菇。",
            "Established strong firms: take only the large mushrooms in each market.",
        ),
        (
            "确有实力赢得那里的大客户。",
            "Real strength to win the large customers there.",
        ),
        (False, False),
    ),
    (
        ("声东击西策略", "Feint"),
        (
            "目标甲难以攻下：先接触它的竞争对手乙，促使甲行动。",
            "Target A is hard: approach its competitor B so that A moves.",
        ),
        (
            "甲乙竞争激烈，谁也不愿对方得到我们；风险：可能弄巧成拙。",
            "A and B compete hard and neither wants the other to have us; it may backfire.",
        ),
        (False, True),
    ),
    (
        ("滚雪球策略", "Snowball"),
        (
            "满意的客户一个接一个介绍新客户。",
            "Satisfied customers bring others, one after the other.",
        ),
        ("先让客户满意，再请其介绍。", "Satisfy first, then ask for the introduction."),
        (True, False),
    ),
    (
        ("培育策略", "Nurture"),
        (
            "有潜力的小客户逐步培育成大客户。",
            "Small customers with potential are grown into large ones.",
        ),
        ("看准潜力，持续投入。", "See the potential, and keep investing."),
        (True, False),
    ),
]


def add_strategies(apps, schema_editor):
    strategy = apps.get_model("tiering", "Strategy")
    for position, (name, fits, point, marks) in enumerate(STRATEGIES, 1):
        strategy.objects.create(
            name=name[0],
            name_en=name[1],
            fits=fits[0],
            fits_en=fits[1],
            key_point=point[0],
            key_point_en=point[1],
            is_addition=marks[0],
            needs_ethics_note=marks[1],
            position=10 * position,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_ledger_accounts"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("tiering", "0007_assessments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=60, verbose_name="English name"),
                ),
                ("fits", models.TextField(verbose_name="when it fits")),
                ("fits_en", models.TextField(blank=True, verbose_name="when it fits, in English")),
                ("key_point", models.TextField(verbose_name="key point")),
                (
                    "key_point_en",
                    models.TextField(blank=True, verbose_name="key point, in English"),
                ),
                (
                    "is_addition",
                    models.BooleanField(
                        default=False,
                        help_text="Not among those the source describes.",
                        verbose_name="addition of this project",
                    ),
                ),
                (
                    "needs_ethics_note",
                    models.BooleanField(
                        default=False,
                        help_text="Whoever chooses it writes down that nothing false is recorded or sent.",
                        verbose_name="asks for an ethics note",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="can be chosen")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="place in the list"),
                ),
            ],
            options={
                "verbose_name": "selection strategy",
                "verbose_name_plural": "selection strategies",
            },
        ),
        migrations.CreateModel(
            name="StrategyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=60, verbose_name="English name"),
                ),
                ("fits", models.TextField(verbose_name="when it fits")),
                ("fits_en", models.TextField(blank=True, verbose_name="when it fits, in English")),
                ("key_point", models.TextField(verbose_name="key point")),
                (
                    "key_point_en",
                    models.TextField(blank=True, verbose_name="key point, in English"),
                ),
                (
                    "is_addition",
                    models.BooleanField(
                        default=False,
                        help_text="Not among those the source describes.",
                        verbose_name="addition of this project",
                    ),
                ),
                (
                    "needs_ethics_note",
                    models.BooleanField(
                        default=False,
                        help_text="Whoever chooses it writes down that nothing false is recorded or sent.",
                        verbose_name="asks for an ethics note",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="can be chosen")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="place in the list"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Selected"), (2, "Reserve"), (3, "Rejected")],
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("computed", models.PositiveSmallIntegerField(default=0)),
                ("score", models.IntegerField()),
                ("coverage", models.IntegerField()),
                ("failed", models.PositiveSmallIntegerField(default=0)),
                ("unknown", models.PositiveSmallIntegerField(default=0)),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")]
                    ),
                ),
                ("as_of", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
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
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tiering.policyversion",
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tiering.strategy",
                    ),
                ),
            ],
            options={
                "verbose_name": "selection decision",
                "verbose_name_plural": "selection decisions",
            },
        ),
        migrations.CreateModel(
            name="Assumption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")],
                        default=3,
                        verbose_name="tier assumed",
                    ),
                ),
                ("ethics_note", models.TextField(blank=True, verbose_name="ethics note")),
                (
                    "year_profit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name="gross profit of the first year",
                    ),
                ),
                (
                    "year_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost to serve in a year",
                    ),
                ),
                (
                    "remaining_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost still to be spent to win it",
                    ),
                ),
                (
                    "budget_is_there",
                    models.BooleanField(blank=True, null=True, verbose_name="the budget is there"),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="where the figures are from"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assumptions",
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
                (
                    "strategy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tiering.strategy",
                        verbose_name="strategy",
                    ),
                ),
            ],
            options={
                "verbose_name": "assumption",
                "verbose_name_plural": "assumptions",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="strategy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tiering_strategyevent" ("fits", "fits_en", "id", "is_active", "is_addition", "key_point", "key_point_en", "name", "name_en", "needs_ethics_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."fits", NEW."fits_en", NEW."id", NEW."is_active", NEW."is_addition", NEW."key_point", NEW."key_point_en", NEW."name", NEW."name_en", NEW."needs_ethics_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="608a198449ba1b241bdccba58b6def27a01bb8ba",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f5b2a",
                    table="tiering_strategy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="strategy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tiering_strategyevent" ("fits", "fits_en", "id", "is_active", "is_addition", "key_point", "key_point_en", "name", "name_en", "needs_ethics_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."fits", NEW."fits_en", NEW."id", NEW."is_active", NEW."is_addition", NEW."key_point", NEW."key_point_en", NEW."name", NEW."name_en", NEW."needs_ethics_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="ccc58ba991d4237afe3473751c2bf3599067f969",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_20023",
                    table="tiering_strategy",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="strategyevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="strategyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="tiering.strategy",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["account", "-id"], name="decision_newest"),
        ),
        migrations.AddIndex(
            model_name="assumption",
            index=models.Index(fields=["account", "-id"], name="assumption_newest"),
        ),
        migrations.RunPython(add_strategies, migrations.RunPython.noop),
    ]
