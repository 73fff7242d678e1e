"""Lessons closed before classes were kept with them get those their account had on that day."""

from django.db import migrations

# Standing and relation of now answer where no change is on record up to that day.
REMEMBER = """
UPDATE {table} p SET
  closed_class = coalesce({class_then}, s.key_class, 0),
  closed_tier = coalesce({tier_then}, s.pyramid, 0),
  closed_stage = coalesce((
    SELECT c.after FROM relationships_stagechange c
    WHERE c.account_id = p.account_id AND c.on <= p.closed_on ORDER BY c.on DESC, c.id DESC LIMIT 1
  ), r.stage, 0)
FROM accounts_account a
LEFT JOIN accounts_standing s ON s.account_id = a.id
LEFT JOIN relationships_relation r ON r.account_id = a.id
WHERE a.id = p.account_id AND {closed}
"""
THEN = """(
  SELECT c.new FROM tiering_classchange c
  WHERE c.account_id = p.account_id AND c.system = '{system}' AND c.as_of <= p.closed_on
  ORDER BY c.as_of DESC, c.id DESC LIMIT 1)"""
CLASSES = {
    "class_then": THEN.format(system="key_class"),
    "tier_then": THEN.format(system="pyramid"),
}


def statement(table: str, closed: str) -> str:
    return REMEMBER.format(table=table, closed=closed, **CLASSES)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0011_analyses_aim_and_learnt"),
        ("tiering", "0011_policy_editors"),
        ("relationships", "0022_account_files"),
        ("accounts", "0021_records_apart"),
    ]

    operations = [
        migrations.RunSQL(statement("plans_plan", "p.state = 'closed'"), migrations.RunSQL.noop),
        migrations.RunSQL(
            statement("plans_problem", "p.closed_on IS NOT NULL"), migrations.RunSQL.noop
        ),
    ]
