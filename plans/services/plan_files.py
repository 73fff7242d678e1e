"""Documents of a plan: they are of its account, and stand on the plan's page. No revision."""

from datetime import date
from typing import Any

from django.db import transaction

from plans.models import Plan, PlanFile
from plans.services.access import OPEN, worked
from relationships.services.account_files import add_file, hide, show
from staff.models import User


@transaction.atomic
def add_plan_file(*, plan: Plan, by: User, upload: Any, note: str = "") -> PlanFile:
    """Keep `upload` with the plan and its account; read by those who read plans."""
    plan = worked(plan, by, *OPEN)
    file = add_file(account=plan.account, by=by, upload=upload, note=note, of_plan=True)
    return PlanFile.objects.create(plan=plan, file=file)


@transaction.atomic
def remove_plan_file(*, link: PlanFile, by: User, today: date) -> PlanFile:
    """Hide it on both pages; the account's page goes on saying who did."""
    worked(link.plan, by, *OPEN)
    hide(link.file, by, today)
    return link


@transaction.atomic
def restore_plan_file(*, link: PlanFile, by: User) -> PlanFile:
    """It was removed by mistake."""
    worked(link.plan, by, *OPEN)
    show(link.file)
    return link
