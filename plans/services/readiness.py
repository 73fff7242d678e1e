"""What a plan still lacks before it can be submitted, and who has to approve it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam.lib.classes import KeyAccountClass, PyramidTier
from plans.models import Plan, SectionKind

Lacking = list[str | Promise]


def lacking(plan: Plan) -> Lacking:
    """In words; empty if it is ready (US-08)."""
    found: Lacking = []
    if plan.is_operating:
        found += _of_operating(plan)
    if not plan.plan_actions.exists():
        found.append(_("A plan without an action is none: add the first."))
    return found


def _of_operating(plan: Plan) -> Lacking:
    written = set(plan.sections.values_list("kind", flat=True).order_by("pk"))
    found: Lacking = []
    if SectionKind.STRATEGY not in written:
        found.append(_("Say how the plan serves our strategy."))
    if SectionKind.FOCUS not in written:
        found.append(_("Name the focus of attack."))
    if not plan.goals.exists():
        found.append(_("Set at least one goal."))
    if None in (plan.people, plan.days, plan.money):
        found.append(_("State people, person-days and expense; 0 is an answer."))
    if needs_sponsor(plan) and plan.account.sponsor_id in (None, plan.owner_id):
        found.append(_("Core and strategic accounts need an executive sponsor, who approves too."))
    return found


def needs_sponsor(plan: Plan) -> bool:
    """Operating plans of core and strategic accounts are approved by the sponsor too."""
    rating = plan.account.rating
    if not plan.is_operating or rating is None:
        return False
    return rating.key_class == KeyAccountClass.CORE or rating.pyramid == PyramidTier.TOP
