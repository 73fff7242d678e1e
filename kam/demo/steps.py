"""What follows from visits: next steps, some done, and the needs that were noted."""

from datetime import date

from kam.demo.load import run

# Of the steps of the last days one in three is still open; which one follows from the id.
ACTIONS = """
INSERT INTO relationships_action
       (account_id, visit_id, owner_id, text, due_on, done_on, done_note, created_at)
SELECT account_id, id, owner_id, next_step, next_step_on,
       CASE WHEN next_step_on < %(end)s - (id %% 3 = 0)::int * 12 THEN next_step_on END,
       '', created_at
  FROM relationships_visit
 WHERE status = 'completed' AND next_step_on IS NOT NULL AND next_step <> ''
 ORDER BY id
"""
NEEDS = """
INSERT INTO relationships_needitem
       (account_id, visit_id, text, status, reason, captured_on, by_id)
SELECT account_id, id, needs, 'captured', '', date, owner_id
  FROM relationships_visit WHERE status = 'completed' AND needs <> '' ORDER BY id
"""


def load(end: date) -> None:
    """Two statements, however many visits."""
    for statement in (ACTIONS, NEEDS):
        run(statement, end=end)
