"""What a plan still lacks before it can be submitted, and who has to approve it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam.lib.classes import KeyAccountClass, PyramidTier
from plans.models import Plan, Purpose, SectionKind

Lacking = list[str | Promise]


# Parts without which a plan of the purpose is not submitted.
ASKED: dict[Purpose, tuple[SectionKind, ...]] = {
    **dict.fromkeys(Purpose, ()),
    Purpose.OPERATING: (SectionKind.STRATEGY, SectionKind.FOCUS),
    Purpose.NEW: (SectionKind.NEED, SectionKind.ENTRY),
    Purpose.EXISTING: (SectionKind.NEED,),
}
SAID: dict[SectionKind, Promise] = {
    SectionKind.STRATEGY: _("Say how the plan serves our strategy."),
    SectionKind.FOCUS: _("Name the focus of attack."),
    SectionKind.NEED: _("Say what the customer needs."),
    SectionKind.ENTRY: _("Say who opens the door."),
}


def lacking(plan: Plan) -> Lacking:
    """In words; empty if it is ready (US-08)."""
    written = set(plan.sections.values_list("kind", flat=True).order_by("pk"))
    asked = ASKED[Purpose(plan.purpose)]
    found: Lacking = [SAID[kind] for kind in asked if kind not in written]
    if plan.is_operating:
        found += _of_operating(plan)
    elif plan.is_development and plan.first_order is None:
        found.append(_("Say which first order is expected."))
    if (plan.is_operating or plan.is_development) and None in (plan.people, plan.days, plan.money):
        found.append(_("State people, person-days and expense; 0 is an answer."))
    if not plan.plan_actions.exists():
        found.append(_("A plan without an action is none: add the first."))
    return found


def _of_operating(plan: Plan) -> Lacking:
    found: Lacking = []
    if not plan.goals.exists():
        found.append(_("Set at least one goal."))
    if needs_sponsor(plan) and plan.account.sponsor_id in (None, plan.owner_id):
        found.append(_("Core and strategic accounts need an executive sponsor, who approves too."))
    return found


def needs_sponsor(plan: Plan) -> bool:
    """Operating plans of core and strategic accounts are approved by the sponsor too."""
    rating = plan.account.rating
    if not plan.is_operating or rating is None:
        return False
    return rating.key_class == KeyAccountClass.CORE or rating.pyramid == PyramidTier.TOP
