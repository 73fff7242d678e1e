from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_contact_privacy"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0013_handovers"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("call", "Call and ask how things are"),
                            ("see", "Look in personally"),
                            ("card", "Write a card or letter"),
                            ("family", "A courtesy to the family"),
                            ("help", "Help with something outside business"),
                            ("insight", "Share an insight or a contact"),
                            ("follow_up", "Ask how the delivery or repair went"),
                        ],
                        default="call",
                        max_length=10,
                        verbose_name="what to do",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_on", models.DateField(null=True, verbose_name="done on")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_tasks",
                        to="accounts.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_tasks",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who does it",
                    ),
                ),
            ],
            options={
                "verbose_name": "care task",
                "verbose_name_plural": "care tasks",
                "indexes": [
                    models.Index(fields=["account", "due_on"], name="care_task_account"),
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["due_on"],
                        name="care_task_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_by", None), ("done_on", None)),
                            models.Q(("done_by__isnull", False), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="care_task_done_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=120, verbose_name="gift")),
                ("normalised", models.CharField(editable=False, max_length=120)),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="gift value",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("visit", "Visit"),
                            ("new_year", "New Year's Day"),
                            ("spring_festival", "Spring Festival"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("national_day", "National Day"),
                            ("founding", "Founding day of the customer"),
                            ("cooperation", "Anniversary of working together"),
                            ("birthday", "Birthday"),
                            ("other", "Another occasion"),
                        ],
                        default="visit",
                        max_length=16,
                        verbose_name="occasion",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="to be handed over on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Within the limits"),
                            ("waiting", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("delivered", "Handed over"),
                        ],
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("delivered_on", models.DateField(null=True, verbose_name="handed over on")),
                (
                    "counts_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "delivered_on", "planned_on"
                        ),
                        output_field=models.DateField(verbose_name="day"),
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="accounts.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="accounts.contact",
                        verbose_name="receiver",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="giver",
                    ),
                ),
            ],
            options={
                "verbose_name": "gift",
                "verbose_name_plural": "gifts",
                "indexes": [
                    models.Index(fields=["contact", "-counts_on"], name="gift_contact"),
                    models.Index(fields=["contact", "normalised"], name="gift_same"),
                    models.Index(fields=["account", "normalised"], name="gift_account"),
                    models.Index(fields=["-counts_on", "-id"], name="gift_newest"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["account"],
                        name="gift_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            models.Q(("approver", models.F("giver")), _negated=True),
                            _connector="OR",
                        ),
                        name="gift_needs_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("approved", "refused")), _negated=True),
                            ("approver__isnull", False),
                            _connector="OR",
                        ),
                        name="gift_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivered_on__isnull", False), ("status", "delivered")),
                            models.Q(
                                models.Q(("status", "delivered"), _negated=True),
                                ("delivered_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="gift_handed_over_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="gift_has_a_value"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Greeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("care", "Care")],
                        default="care",
                        max_length=4,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("new_year", "New Year's Day"),
                            ("spring_festival", "Spring Festival"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("national_day", "National Day"),
                            ("founding", "Founding day of the customer"),
                            ("cooperation", "Anniversary of working together"),
                            ("birthday", "Birthday"),
                            ("other", "Another occasion"),
                        ],
                        max_length=16,
                        verbose_name="occasion",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="greetings",
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
                        verbose_name="by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="greetings",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "greeting",
                "verbose_name_plural": "greetings",
                "indexes": [
                    models.Index(fields=["contact", "-sent_on"], name="greeting_contact"),
                    models.Index(fields=["account", "-sent_on"], name="greeting_account"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose", "care")), name="greeting_is_care"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareDate",
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
                            ("birthday", "Birthday"),
                            ("family", "Birthday in the family"),
                            ("other", "Another day"),
                            ("founding", "Founding day of the customer"),
                            ("cooperation", "Anniversary of working together"),
                        ],
                        default="birthday",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "relative",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("spouse", "Husband or wife"),
                            ("parent", "Parent"),
                            ("adult", "Another adult"),
                        ],
                        max_length=8,
                        verbose_name="whose",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="what")),
                (
                    "calendar",
                    models.CharField(
                        choices=[("solar", "Solar"), ("lunar", "Lunar")],
                        default="solar",
                        max_length=5,
                        verbose_name="calendar",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("day", models.PositiveSmallIntegerField(verbose_name="day")),
                (
                    "year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year"),
                ),
                (
                    "consent",
                    models.BooleanField(
                        default=False, verbose_name="this adult agreed that we keep the day"
                    ),
                ),
                ("next_on", models.DateField(editable=False, verbose_name="next time")),
                ("told_ahead", models.DateField(editable=False, null=True)),
                ("told_on", models.DateField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_dates",
                        to="accounts.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="care_dates",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "day to remember",
                "verbose_name_plural": "days to remember",
                "indexes": [
                    models.Index(fields=["account", "next_on"], name="care_date_account"),
                    models.Index(fields=["next_on", "id"], name="care_date_next"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "family"), _negated=True),
                            ("consent", True),
                            _connector="OR",
                        ),
                        name="family_birthday_has_consent",
                        violation_error_message="A birthday in the family needs that person's consent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact", None), ("kind__in", ("founding", "cooperation"))),
                            models.Q(
                                ("contact__isnull", False),
                                ("kind__in", ("birthday", "family", "other")),
                            ),
                            _connector="OR",
                        ),
                        name="care_date_of_contact_or_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareLimits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "greeting_gap_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days between two greetings",
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="remind so many days ahead",
                    ),
                ),
                (
                    "approval_over",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("200"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="a gift needs approval above",
                    ),
                ),
                (
                    "block_over",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("500"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="no gift above",
                    ),
                ),
                (
                    "year_cap",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1000"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="all gifts to a contact in a year, at most",
                    ),
                ),
                (
                    "repeat_months",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="same gift at the same account: warn for (months)",
                    ),
                ),
                (
                    "government_gifts",
                    models.BooleanField(default=False, verbose_name="gifts to government accounts"),
                ),
            ],
            options={
                "verbose_name": "limits of care",
                "verbose_name_plural": "limits of care",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_row_of_care_limits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("block_over__gte", models.F("approval_over"))),
                        name="gifts_need_approval_before_they_are_blocked",
                        violation_error_message="The amount that is blocked can't be below the one that needs approval.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareLimitsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "greeting_gap_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="days between two greetings",
                    ),
                ),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="remind so many days ahead",
                    ),
                ),
                (
                    "approval_over",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("200"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="a gift needs approval above",
                    ),
                ),
                (
                    "block_over",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("500"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="no gift above",
                    ),
                ),
                (
                    "year_cap",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1000"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="all gifts to a contact in a year, at most",
                    ),
                ),
                (
                    "repeat_months",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="same gift at the same account: warn for (months)",
                    ),
                ),
                (
                    "government_gifts",
                    models.BooleanField(default=False, verbose_name="gifts to government accounts"),
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
                        to="relationships.carelimits",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GiftEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("item", models.CharField(max_length=120, verbose_name="gift")),
                ("normalised", models.CharField(editable=False, max_length=120)),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="gift value",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("visit", "Visit"),
                            ("new_year", "New Year's Day"),
                            ("spring_festival", "Spring Festival"),
                            ("dragon_boat", "Dragon Boat Festival"),
                            ("mid_autumn", "Mid-Autumn Festival"),
                            ("national_day", "National Day"),
                            ("founding", "Founding day of the customer"),
                            ("cooperation", "Anniversary of working together"),
                            ("birthday", "Birthday"),
                            ("other", "Another occasion"),
                        ],
                        default="visit",
                        max_length=16,
                        verbose_name="occasion",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="to be handed over on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Within the limits"),
                            ("waiting", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("delivered", "Handed over"),
                        ],
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("delivered_on", models.DateField(null=True, verbose_name="handed over on")),
                (
                    "counts_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "delivered_on", "planned_on"
                        ),
                        output_field=models.DateField(verbose_name="day"),
                    ),
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
                    "approver",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="receiver",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="giver",
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
                        to="relationships.gift",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="carelimits",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_carelimitsevent" ("approval_over", "block_over", "government_gifts", "greeting_gap_days", "id", "lead_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeat_months", "year_cap") VALUES (NEW."approval_over", NEW."block_over", NEW."government_gifts", NEW."greeting_gap_days", NEW."id", NEW."lead_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."repeat_months", NEW."year_cap"); RETURN NULL;',
                    hash="06ae806079a4590162c243d0b4e34c9146c9f66d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_095fe",
                    table="relationships_carelimits",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gift",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "relationships_giftevent" ("account_id", "approver_id", "contact_id", "created_at", "decided_at", "delivered_on", "giver_id", "id", "item", "normalised", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_on", "reason", "status", "value") VALUES (NEW."account_id", NEW."approver_id", NEW."contact_id", NEW."created_at", NEW."decided_at", NEW."delivered_on", NEW."giver_id", NEW."id", NEW."item", NEW."normalised", NEW."occasion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_on", NEW."reason", NEW."status", NEW."value"); RETURN NULL;',
                    hash="779dcb2bd97e67b29e642687520296b55c5a19a4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6787d",
                    table="relationships_gift",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gift",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_giftevent" ("account_id", "approver_id", "contact_id", "created_at", "decided_at", "delivered_on", "giver_id", "id", "item", "normalised", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_on", "reason", "status", "value") VALUES (NEW."account_id", NEW."approver_id", NEW."contact_id", NEW."created_at", NEW."decided_at", NEW."delivered_on", NEW."giver_id", NEW."id", NEW."item", NEW."normalised", NEW."occasion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_on", NEW."reason", NEW."status", NEW."value"); RETURN NULL;',
                    hash="e5e97fc18bd43c7772641801bac07c3fc7d3e254",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_951c7",
                    table="relationships_gift",
                    when="AFTER",
                ),
            ),
        ),
    ]
