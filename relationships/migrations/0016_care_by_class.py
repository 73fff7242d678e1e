"""Key accounts get at least the standard of a tier; hours of the policy in force."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

STANDING = """
CREATE OR REPLACE FUNCTION kam_rhythm_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET tier = n.tier, since = n.since FROM (
    SELECT s.account_id, s.since, coalesce(least(nullif(s.pyramid, 0), CASE s.key_class
      WHEN 1 THEN k.core_tier WHEN 2 THEN k.important_tier END), 0) AS tier
    FROM after s LEFT JOIN relationships_carerules k ON true) n
  WHERE r.account_id = n.account_id AND (r.tier, r.since) IS DISTINCT FROM (n.tier, n.since);
  RETURN NULL;
END $$;
"""
BY_PYRAMID_ALONE = """
CREATE OR REPLACE FUNCTION kam_rhythm_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET tier = s.pyramid, since = s.since FROM after s
  WHERE r.account_id = s.account_id AND (r.tier, r.since) IS DISTINCT FROM (s.pyramid, s.since);
  RETURN NULL;
END $$;
"""
# Core accounts get at least the standard of the top tier, important ones that of the major tier.
RAISE = """
UPDATE relationships_rhythm r SET tier = s.key_class FROM accounts_standing s
WHERE s.account_id = r.account_id AND s.key_class IN (1, 2)
  AND (r.tier = 0 OR r.tier > s.key_class);
"""
LOWER = """
UPDATE relationships_rhythm r SET tier = s.pyramid FROM accounts_standing s
WHERE s.account_id = r.account_id AND r.tier <> s.pyramid;
"""


def first_row(apps, schema_editor):
    apps.get_model("relationships", "CareRules").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("relationships", "0015_first_care_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareRulesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, serialize=False),
                ),
                (
                    "core_tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")],
                        default=1,
                        verbose_name="core accounts: at least like",
                    ),
                ),
                (
                    "important_tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")],
                        default=2,
                        verbose_name="important accounts: at least like",
                    ),
                ),
                (
                    "visit_hours",
                    models.DecimalField(
                        decimal_places=6, default=3, max_digits=12, verbose_name="hours of a visit"
                    ),
                ),
                (
                    "remote_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default="0.5",
                        max_digits=12,
                        verbose_name="hours of a remote contact",
                    ),
                ),
                (
                    "review_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default=6,
                        max_digits=12,
                        verbose_name="hours of a business review",
                    ),
                ),
                (
                    "capacity_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default=880,
                        max_digits=12,
                        verbose_name="selling hours of a person in a year",
                    ),
                ),
                (
                    "busy_share",
                    models.DecimalField(
                        decimal_places=6,
                        default="0.9",
                        max_digits=7,
                        verbose_name="share from which somebody is busy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CareRules",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "core_tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")],
                        default=1,
                        verbose_name="core accounts: at least like",
                    ),
                ),
                (
                    "important_tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Strategic"), (2, "Major"), (3, "Ordinary"), (4, "Small")],
                        default=2,
                        verbose_name="important accounts: at least like",
                    ),
                ),
                (
                    "visit_hours",
                    models.DecimalField(
                        decimal_places=6, default=3, max_digits=12, verbose_name="hours of a visit"
                    ),
                ),
                (
                    "remote_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default="0.5",
                        max_digits=12,
                        verbose_name="hours of a remote contact",
                    ),
                ),
                (
                    "review_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default=6,
                        max_digits=12,
                        verbose_name="hours of a business review",
                    ),
                ),
                (
                    "capacity_hours",
                    models.DecimalField(
                        decimal_places=6,
                        default=880,
                        max_digits=12,
                        verbose_name="selling hours of a person in a year",
                    ),
                ),
                (
                    "busy_share",
                    models.DecimalField(
                        decimal_places=6,
                        default="0.9",
                        max_digits=7,
                        verbose_name="share from which somebody is busy",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of care",
                "verbose_name_plural": "rules of care",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_care_rules")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="carerules",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "relationships_carerulesevent" ("busy_share", "capacity_hours", "core_tier", "id", "important_tier", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remote_hours", "review_hours", "visit_hours") VALUES (NEW."busy_share", NEW."capacity_hours", NEW."core_tier", NEW."id", NEW."important_tier", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remote_hours", NEW."review_hours", NEW."visit_hours"); RETURN NULL;',
                    hash="648cdac90794c6d56883c64a06eb7385dd7a1426",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6b53d",
                    table="relationships_carerules",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="carerulesevent",
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
            model_name="carerulesevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="relationships.carerules",
            ),
        ),
        migrations.RunPython(first_row, migrations.RunPython.noop),
        migrations.RunSQL(STANDING, BY_PYRAMID_ALONE),
        migrations.RunSQL(RAISE, LOWER),
    ]
