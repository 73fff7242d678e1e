"""A narrow row per account for due lists, kept by triggers; visits of the last visit's quarter."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce

COUNT = """
UPDATE relationships_coverage c SET quarter_visits = n.visits FROM (
  SELECT c.account_id, count(*) AS visits
  FROM relationships_coverage c JOIN relationships_visit v ON v.account_id = c.account_id
   AND v.status = 'completed' AND v.note <> ''
   AND date_trunc('quarter', v.date) = date_trunc('quarter', c.last_visited_on)
  WHERE EXISTS (SELECT 1 FROM relationships_visit_contacts m WHERE m.visit_id = v.id)
  GROUP BY 1) AS n
WHERE n.account_id = c.account_id;
"""

# Every column has one source, and a trigger on a source writes its columns alone: two
# transactions that touch the same account can't undo each other.
TRIGGERS = """
CREATE FUNCTION kam_rhythm_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (at AT TIME ZONE c.time_zone)::date FROM staff_company c
$$;

CREATE FUNCTION kam_rhythm_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO relationships_rhythm
    (account_id, owner_id, unit_id, status, created_on, tier, quarter_visits)
  SELECT id, owner_id, unit_id, status, kam_rhythm_day(created_at), 0, 0 FROM after;
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET owner_id = a.owner_id, unit_id = a.unit_id,
    status = a.status, created_on = kam_rhythm_day(a.created_at)
  FROM after a JOIN before b USING (id)
  WHERE r.account_id = a.id AND (a.owner_id, a.unit_id, a.status, a.created_at)
    IS DISTINCT FROM (b.owner_id, b.unit_id, b.status, b.created_at);
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM relationships_rhythm r USING before b WHERE r.account_id = b.id;
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET tier = s.pyramid, since = s.since FROM after s
  WHERE r.account_id = s.account_id AND (r.tier, r.since) IS DISTINCT FROM (s.pyramid, s.since);
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_unrated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET tier = 0, since = NULL FROM before b
  WHERE r.account_id = b.account_id;
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_covered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r
  SET last_visited_on = c.last_visited_on, quarter_visits = c.quarter_visits FROM after c
  WHERE r.account_id = c.account_id AND (r.last_visited_on, r.quarter_visits)
    IS DISTINCT FROM (c.last_visited_on, c.quarter_visits);
  RETURN NULL;
END $$;

CREATE FUNCTION kam_rhythm_uncovered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE relationships_rhythm r SET last_visited_on = NULL, quarter_visits = 0 FROM before b
  WHERE r.account_id = b.account_id;
  RETURN NULL;
END $$;

CREATE TRIGGER kam_rhythm_insert AFTER INSERT ON accounts_account
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_insert();
CREATE TRIGGER kam_rhythm_update AFTER UPDATE ON accounts_account
  REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_update();
CREATE TRIGGER kam_rhythm_delete AFTER DELETE ON accounts_account
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_delete();
CREATE TRIGGER kam_rhythm_insert AFTER INSERT ON accounts_standing
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_standing();
CREATE TRIGGER kam_rhythm_update AFTER UPDATE ON accounts_standing
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_standing();
CREATE TRIGGER kam_rhythm_delete AFTER DELETE ON accounts_standing
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_unrated();
CREATE TRIGGER kam_rhythm_insert AFTER INSERT ON relationships_coverage
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_covered();
CREATE TRIGGER kam_rhythm_update AFTER UPDATE ON relationships_coverage
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_covered();
CREATE TRIGGER kam_rhythm_delete AFTER DELETE ON relationships_coverage
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kam_rhythm_uncovered();
"""
NO_TRIGGERS = """
DROP TRIGGER kam_rhythm_insert ON accounts_account;
DROP TRIGGER kam_rhythm_update ON accounts_account;
DROP TRIGGER kam_rhythm_delete ON accounts_account;
DROP TRIGGER kam_rhythm_insert ON accounts_standing;
DROP TRIGGER kam_rhythm_update ON accounts_standing;
DROP TRIGGER kam_rhythm_delete ON accounts_standing;
DROP TRIGGER kam_rhythm_insert ON relationships_coverage;
DROP TRIGGER kam_rhythm_update ON relationships_coverage;
DROP TRIGGER kam_rhythm_delete ON relationships_coverage;
DROP FUNCTION kam_rhythm_insert(); DROP FUNCTION kam_rhythm_update();
DROP FUNCTION kam_rhythm_delete(); DROP FUNCTION kam_rhythm_standing();
DROP FUNCTION kam_rhythm_unrated(); DROP FUNCTION kam_rhythm_covered();
DROP FUNCTION kam_rhythm_uncovered(); DROP FUNCTION kam_rhythm_day(timestamptz);
"""
FILL = """
INSERT INTO relationships_rhythm (account_id, owner_id, unit_id, status, created_on, tier, since,
  last_visited_on, quarter_visits)
SELECT a.id, a.owner_id, a.unit_id, a.status, kam_rhythm_day(a.created_at),
  coalesce(s.pyramid, 0), s.since, c.last_visited_on, coalesce(c.quarter_visits, 0)
FROM accounts_account a LEFT JOIN accounts_standing s ON s.account_id = a.id
LEFT JOIN relationships_coverage c ON c.account_id = a.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_ledger_batches_unconstrained"),
        ("relationships", "0004_newest_visits"),
        ("staff", "0002_first_company"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="coverage",
            name="quarter_visits",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Rhythm",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rhythm",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("created_on", models.DateField()),
                ("since", models.DateField(null=True)),
                ("last_visited_on", models.DateField(null=True)),
                ("tier", models.PositiveSmallIntegerField(default=0)),
                ("quarter_visits", models.PositiveSmallIntegerField(default=0)),
                (
                    "start",
                    models.GeneratedField(
                        db_persist=True,
                        expression=Coalesce(
                            models.F("last_visited_on"), models.F("since"), models.F("created_on")
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("status", models.CharField(max_length=10)),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="staff.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("tier__gt", 0)),
                        fields=["tier", "start", "account"],
                        name="rhythm_tier",
                    ),
                    models.Index(
                        condition=models.Q(("tier__gt", 0)),
                        fields=["owner", "tier", "start", "account"],
                        name="rhythm_owner",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
