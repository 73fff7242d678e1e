"""What a plan still lacks before it can be submitted, and who has to approve it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam.lib.classes import KeyAccountClass, PyramidTier
from plans.models import Plan, Purpose, SectionKind


@dataclass(frozen=True)
class Lack:
    """What is missing, in words, and the page where it can be mended if that is another one."""

    words: str | Promise
    url: str = ""

    def __str__(self) -> str:
        return str(self.words)


Lacking = list[Lack]


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


NO_SPONSOR = _("Core and strategic accounts need an executive sponsor, who approves too.")


def lacking(plan: Plan) -> Lacking:
    """In words; empty if it is ready (US-08)."""
    written = set(plan.sections.values_list("kind", flat=True).order_by("pk"))
    asked = ASKED[Purpose(plan.purpose)]
    found = [Lack(SAID[kind]) for kind in asked if kind not in written]
    if plan.is_operating:
        found += _of_operating(plan)
    elif plan.is_development and plan.first_order is None:
        found.append(Lack(_("Say which first order is expected.")))
    if (plan.is_operating or plan.is_development) and None in (plan.people, plan.days, plan.money):
        found.append(Lack(_("State people, person-days and expense; 0 is an answer.")))
    if not plan.plan_actions.exists():
        found.append(Lack(_("A plan without an action is none: add the first.")))
    return found


def _of_operating(plan: Plan) -> Lacking:
    found: Lacking = []
    if not plan.goals.exists():
        found.append(Lack(_("Set at least one goal.")))
    if needs_sponsor(plan) and plan.account.sponsor_id in (None, plan.owner_id):
        found.append(Lack(NO_SPONSOR, reverse("account_team", args=[plan.account_id])))
    return found


def needs_sponsor(plan: Plan) -> bool:
    """Operating plans of core and strategic accounts are approved by the sponsor too."""
    rating = plan.account.rating
    if not plan.is_operating or rating is None:
        return False
    return rating.key_class == KeyAccountClass.CORE or rating.pyramid == PyramidTier.TOP
