"""What was hung since on something that goes back, and has no other reason to stay."""

from typing import Any

from accounts.models import Merge
from kam.merging import rows
from kam.merging.relations import column_of
from plans.models import Plan, PlanAction, PlanFile

# The row that ties a plan to what is of its account, and the field that names it.
TIES = ((PlanAction, "action"), (PlanFile, "file"))
FOLLOW = """
UPDATE {table} t SET account_id = %(lost)s FROM {tie} x JOIN {plan} p ON p.id = x.plan_id
WHERE x.{column} = t.id AND p.account_id = %(lost)s AND t.account_id = %(kept)s
"""


def follow(merge: Merge) -> None:
    """Actions and documents of the lost account's plans are of that account, with the plan."""
    for tie, name in TIES:
        what: Any = tie._meta.get_field(name).related_model
        params = rows.params_of(merge, what)
        rows.run(
            FOLLOW, params, table=what._meta.db_table, tie=tie._meta.db_table,
            plan=Plan._meta.db_table, column=column_of(tie, name),
        )  # fmt: skip
