"""Lifetime value, RFM and key accounts beside the scores of a run."""

from django.db import migrations, models

ADDED = (
    ("clv", "bigint"),
    ("window_occasions", "integer"),
    ("history_months", "integer"),
    ("clv_known", "smallint"),
    ("retention", "smallint"),
    ("rfm", "smallint"),
    ("segment", "smallint"),
    ("recognition", "smallint"),
    ("key_class", "smallint"),
)
ADD = "ALTER TABLE tiering_score " + ", ".join(
    f"ADD COLUMN {name} {kind} NOT NULL DEFAULT 0" for name, kind in ADDED
)
DROP = "ALTER TABLE tiering_score " + ", ".join(f"DROP COLUMN {name}" for name, _ in ADDED)
ASSESSMENTS = """
CREATE TABLE tiering_assessment (
  run_id bigint NOT NULL, account_id bigint NOT NULL,
  image_influence smallint NOT NULL, tech_absorption smallint NOT NULL,
  market_strength smallint NOT NULL, idea_alignment smallint NOT NULL,
  policy_acceptance smallint NOT NULL, management_ability smallint NOT NULL,
  network_breadth smallint NOT NULL, peer_standing smallint NOT NULL,
  peer_influence smallint NOT NULL, market_growth smallint NOT NULL,
  cooperation smallint NOT NULL, cultural_fit smallint NOT NULL,
  operating_condition smallint NOT NULL, operating smallint NOT NULL, economic smallint NOT NULL,
  interaction smallint NOT NULL, service_zone smallint NOT NULL, idea_before smallint NOT NULL,
  acceptance_before smallint NOT NULL, retention_stated smallint NOT NULL,
  performance integer NOT NULL, items_checked integer NOT NULL, items_carried_out integer NOT NULL,
  checked_before integer NOT NULL, carried_out_before integer NOT NULL,
  invoices_due integer NOT NULL, paid_on_time integer NOT NULL, breaches integer NOT NULL,
  contract_months integer NOT NULL, strategic_project bigint NOT NULL, wallet bigint NOT NULL,
  development_cost bigint NOT NULL, first_profit bigint NOT NULL,
  first_profit_known smallint NOT NULL,
  potential smallint NOT NULL, wallet_share smallint NOT NULL, quality smallint NOT NULL,
  alignment smallint NOT NULL, strength smallint NOT NULL, criteria smallint NOT NULL, watch smallint NOT NULL
) PARTITION BY LIST (run_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tiering", "0006_cost_to_serve"),
        ("accounts", "0013_key_accounts"),
    ]

    operations = [
        migrations.RunSQL(ADD, DROP),
        migrations.RunSQL(ASSESSMENTS, "DROP TABLE tiering_assessment"),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "account_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("image_influence", models.SmallIntegerField()),
                ("tech_absorption", models.SmallIntegerField()),
                ("market_strength", models.SmallIntegerField()),
                ("idea_alignment", models.SmallIntegerField()),
                ("policy_acceptance", models.SmallIntegerField()),
                ("management_ability", models.SmallIntegerField()),
                ("network_breadth", models.SmallIntegerField()),
                ("peer_standing", models.SmallIntegerField()),
                ("peer_influence", models.SmallIntegerField()),
                ("market_growth", models.SmallIntegerField()),
                ("cooperation", models.SmallIntegerField()),
                ("cultural_fit", models.SmallIntegerField()),
                ("operating_condition", models.SmallIntegerField()),
                ("operating", models.SmallIntegerField()),
                ("economic", models.SmallIntegerField()),
                ("interaction", models.SmallIntegerField()),
                ("service_zone", models.SmallIntegerField()),
                ("idea_before", models.SmallIntegerField()),
                ("acceptance_before", models.SmallIntegerField()),
                ("retention_stated", models.SmallIntegerField()),
                ("performance", models.IntegerField()),
                ("items_checked", models.IntegerField()),
                ("items_carried_out", models.IntegerField()),
                ("checked_before", models.IntegerField()),
                ("carried_out_before", models.IntegerField()),
                ("invoices_due", models.IntegerField()),
                ("paid_on_time", models.IntegerField()),
                ("breaches", models.IntegerField()),
                ("contract_months", models.IntegerField()),
                ("strategic_project", models.BigIntegerField()),
                ("wallet", models.BigIntegerField()),
                ("development_cost", models.BigIntegerField()),
                ("first_profit", models.BigIntegerField()),
                ("first_profit_known", models.SmallIntegerField()),
                ("potential", models.SmallIntegerField()),
                ("wallet_share", models.SmallIntegerField()),
                ("quality", models.SmallIntegerField()),
                ("alignment", models.SmallIntegerField()),
                ("strength", models.SmallIntegerField()),
                ("criteria", models.SmallIntegerField()),
                ("watch", models.SmallIntegerField()),
            ],
            options={
                "db_table": "tiering_assessment",
                "managed": False,
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="first_occasion",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="window_occasions",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="track",
            name="key_class",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="track",
            name="key_class_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="track",
            name="key_class_streak",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="classchange",
            name="system",
            field=models.CharField(
                choices=[
                    ("pyramid", "Pyramid"),
                    ("pareto", "Pareto class"),
                    ("abc", "ABC type"),
                    ("key_class", "Key account class"),
                    ("pattern", "Transaction pattern"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="pin",
            name="system",
            field=models.CharField(
                choices=[
                    ("pyramid", "Pyramid"),
                    ("pareto", "Pareto class"),
                    ("abc", "ABC type"),
                    ("key_class", "Key account class"),
                    ("pattern", "Transaction pattern"),
                ],
                max_length=12,
                verbose_name="system",
            ),
        ),
        migrations.AlterField(
            model_name="pinevent",
            name="system",
            field=models.CharField(
                choices=[
                    ("pyramid", "Pyramid"),
                    ("pareto", "Pareto class"),
                    ("abc", "ABC type"),
                    ("key_class", "Key account class"),
                    ("pattern", "Transaction pattern"),
                ],
                max_length=12,
                verbose_name="system",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="system",
            field=models.CharField(
                choices=[
                    ("pyramid", "Pyramid"),
                    ("pareto", "Pareto class"),
                    ("abc", "ABC type"),
                    ("key_class", "Key account class"),
                    ("pattern", "Transaction pattern"),
                ],
                max_length=12,
                verbose_name="system",
            ),
        ),
    ]
