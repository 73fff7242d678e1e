"""Actions of a plan: they are like any others, and hang on a gap of it."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans import gaps
from plans.models import Plan, PlanAction
from plans.services.access import check_effect, check_sees, check_time, written
from relationships.models import Action
from staff.models import User


@transaction.atomic
def add_action(
    *,
    plan: Plan,
    by: User,
    today: date,
    text: str,
    owner: User,
    due_on: date,
    need: str = "",
    weight: int = 1,
    expects: Decimal | None = None,
) -> PlanAction:
    """An action of the plan, hung on the gap `need`, which it is expected to bring on by `expects`;
    it appears on the owner's Today page."""
    plan = written(plan, by, today)
    if need and need not in gaps.NAMES:
        raise ValidationError({"need": _("There is no such gap.")})
    check_sees(owner, [plan.account_id])
    check_time(plan, due_on)
    if due_on < today:
        raise ValidationError({"due_on": _("This day has passed.")})
    check_effect(need, expects)
    action = Action.objects.create(
        account=plan.account, owner=owner, text=text.strip(), due_on=due_on
    )
    expects = expects if need in gaps.COUNTED else None
    return PlanAction.objects.create(
        plan=plan, action=action, need=need, weight=weight, expects=expects
    )
