"""What is written in a plan: its parts, goals, resources and risks.

Refusals are `ValidationError`s keyed by the field that has to change.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models.amounts import YEAR, months_before
from plans.measures import stand
from plans.models import Plan, PlanGoal, PlanRisk, PlanSection
from plans.models.goal import LESS_IS_BETTER, LIMITS, Measure
from plans.services.access import OPEN, check_time, worked, written
from staff.models import User


@transaction.atomic
def write_section(
    *,
    plan: Plan,
    by: User,
    today: date,
    kind: str,
    text: str,
    sources: str = "",
    confidence: str = "",
) -> Plan:
    """The text of one part, and who wrote it; an empty one is taken away."""
    plan = written(plan, by, today)
    if text.strip():
        values = {
            "text": text.strip(),
            "sources": sources.strip(),
            "confidence": confidence,
            "by": by,
            "on": today,
        }
        PlanSection.objects.update_or_create(plan=plan, kind=kind, defaults=values)
    else:
        plan.sections.filter(kind=kind).delete()
    return plan


@transaction.atomic
def set_aim(*, plan: Plan, by: User, today: date, aim: int | None) -> Plan:
    """The quadrant of the portfolio where the account should lie in three years (domain §6.5)."""
    plan = written(plan, by, today)
    plan.aim = aim
    plan.save(update_fields=["aim"])
    return plan


@transaction.atomic
def state_resources(
    *,
    plan: Plan,
    by: User,
    today: date,
    people: int | None,
    days: int | None,
    money: Decimal | None,
) -> Plan:
    """People, person-days and expense; 0 is an answer, None is none."""
    plan = written(plan, by, today)
    plan.people, plan.days, plan.money = people, days, money
    plan.save(update_fields=["people", "days", "money"])
    return plan


@transaction.atomic
def add_goal(
    *,
    plan: Plan,
    by: User,
    today: date,
    measure: str,
    words: str,
    baseline: Decimal | None,
    target: Decimal,
    due_on: date,
    weight: int,
) -> PlanGoal:
    """A goal; without `baseline` it starts from what the records say today."""
    plan = written(plan, by, today)
    check_time(plan, due_on)
    if baseline is None:
        baseline = stand(plan.account, by, months_before(today, YEAR)).get(measure)
    if baseline is None:
        raise ValidationError(
            {"baseline": _("The records do not say where it stands: write it here.")}
        )
    _check_goal(measure, baseline, target)
    return PlanGoal.objects.create(
        plan=plan,
        measure=measure,
        words=words.strip(),
        baseline=baseline,
        target=target,
        due_on=due_on,
        weight=weight,
    )


def _check_goal(measure: str, baseline: Decimal, target: Decimal) -> None:
    """A goal leads somewhere, within its measure, and forward."""
    _within(measure, baseline=baseline, target=target)
    if target == baseline:
        raise ValidationError({"target": _("The target is where it stands already.")})
    if measure != Measure.OTHER and (target < baseline) != (measure in LESS_IS_BETTER):
        text = _("That would be a step back: it stands at %(baseline)s.")
        said = f"{baseline:f}".rstrip("0").rstrip(".") if "." in f"{baseline:f}" else f"{baseline}"
        raise ValidationError({"target": ValidationError(text, params={"baseline": said})})


def _within(measure: str, **numbers: Decimal) -> None:
    least, most = LIMITS.get(measure, (None, None))
    for name, number in numbers.items():
        if least is not None and number < least:
            text = ValidationError(_("At least %(least)s."), params={"least": least})
            raise ValidationError({name: text})
        if most is not None and number > most:
            text = ValidationError(_("At most %(most)s."), params={"most": most})
            raise ValidationError({name: text})


@transaction.atomic
def change_goal(
    *,
    goal: PlanGoal,
    by: User,
    today: date,
    words: str,
    baseline: Decimal,
    target: Decimal,
    due_on: date,
    weight: int,
) -> PlanGoal:
    """Another target, day, weight or wording; what it measures stays."""
    plan = written(goal.plan, by, today)
    check_time(plan, due_on)
    _check_goal(goal.measure, baseline, target)
    goal.words, goal.baseline, goal.target = words.strip(), baseline, target
    goal.due_on, goal.weight = due_on, weight
    goal.save(update_fields=["words", "baseline", "target", "due_on", "weight"])
    return goal


@transaction.atomic
def note_actual(*, goal: PlanGoal, by: User, actual: Decimal) -> PlanGoal:
    """Where a goal stands that the records do not tell; no change of the plan."""
    worked(goal.plan, by, *OPEN)
    goal.actual = actual
    goal.save(update_fields=["actual"])
    return goal


@transaction.atomic
def remove_goal(*, goal: PlanGoal, by: User, today: date) -> None:
    written(goal.plan, by, today)
    goal.delete()


@transaction.atomic
def add_risk(*, plan: Plan, by: User, today: date, risk: str, counter: str) -> PlanRisk:
    plan = written(plan, by, today)
    return PlanRisk.objects.create(plan=plan, risk=risk.strip(), counter=counter.strip())


@transaction.atomic
def remove_risk(*, risk: PlanRisk, by: User, today: date) -> None:
    written(risk.plan, by, today)
    risk.delete()
