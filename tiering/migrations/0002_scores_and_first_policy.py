"""Scores in a partition per run, and version 1 of the policy: the defaults of domain §15."""

from django.db import migrations

from tiering.engine.policy import Policy, with_changes

SCORES = """
CREATE TABLE tiering_score (
  run_id bigint NOT NULL, account_id bigint NOT NULL,
  net_revenue bigint NOT NULL, revenue_with_cost bigint NOT NULL, cost_of_goods bigint NOT NULL,
  value bigint NOT NULL, cumulative bigint NOT NULL, median_interval double precision NOT NULL,
  position integer NOT NULL, rank integer NOT NULL, occasions integer NOT NULL,
  days_since_last integer NOT NULL, tenure_months integer NOT NULL,
  referred_buyers integer NOT NULL, referred_big integer NOT NULL,
  credit_score smallint NOT NULL, strategic_value smallint NOT NULL, profile_pct smallint NOT NULL,
  estimated smallint NOT NULL, pyramid smallint NOT NULL, subtype smallint NOT NULL,
  pareto smallint NOT NULL, abc smallint NOT NULL, pattern smallint NOT NULL,
  loyalty smallint NOT NULL, provisional smallint NOT NULL
) PARTITION BY LIST (run_id);
"""


def first_policy(apps, schema_editor):
    company = apps.get_model("staff", "Company").objects.get(pk=1)
    policy = with_changes(Policy(), {"money.base_currency": company.base_currency})
    apps.get_model("tiering", "PolicyVersion").objects.create(
        number=1,
        status="published",
        document=policy.document(),
        hash=policy.hash(),
        note="Defaults",
        effective_from="2000-01-01",
    )
    apps.get_model("tiering", "CurrentRun").objects.create(pk=1, run=None)


class Migration(migrations.Migration):
    dependencies = [("tiering", "0001_initial"), ("staff", "0002_first_company")]

    operations = [
        migrations.RunSQL(SCORES, "DROP TABLE tiering_score"),
        migrations.RunPython(first_policy, migrations.RunPython.noop),
    ]
