"""What a plan can be for, in words, and which of it an account has a way to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, LedgerEntry
from accounts.models.amounts import YEAR, months_before
from plans.models import Plan, Purpose
from plans.models.plan import OFFERED
from plans.targets import target_of
from staff.models import User

ABOUT: dict[Purpose, Promise] = {
    Purpose.OPERATING: _(
        "The year with a key account: strategy, focus, goals read from the records, actions, "
        "people, time and money."
    ),
    Purpose.NEW: _("Win somebody who buys nothing yet: nine milestones, each with its evidence."),
    Purpose.EXISTING: _("Dig where we are known already: little business today, much possible."),
    Purpose.TO_CORE: _("What separates an important account from a core one, and what we do."),
    Purpose.TO_PLATINUM: _("What a Plum or Rib account lacks for Platinum, and what we do."),
    Purpose.UP_TIER: _("What is missing for the next layer of the pyramid, and what we do."),
    Purpose.STAGE_UP: _(
        "Which levels the next stage of the relation asks for, and who works on them."
    ),
    Purpose.RETAIN: _("Hold the present tier: what begins to lack shows here each morning."),
}
NO_WAY: dict[Purpose, Promise] = {
    Purpose.NEW: _("This account buys already: grow it as an existing one."),
    Purpose.TO_CORE: _("Only an important account is led to core."),
    Purpose.TO_PLATINUM: _("Only a Plum or Rib account is led to Platinum."),
    Purpose.UP_TIER: _("There is no tier above this account's, or it has none yet."),
    Purpose.STAGE_UP: _("There is no stage above this account's."),
    Purpose.RETAIN: _("This account has no tier yet that it could keep."),
}
UNDER_WAY = _("A plan of this purpose is under way already.")
AUTUMN = 10  # from October on one plans the next year


@dataclass(frozen=True)
class Offer:
    purpose: Purpose
    about: Promise
    no_way: Promise | str


def offers(account: Account, user: User, today: date) -> list[Offer]:
    """Every purpose, with the reason where this account has no way to it now."""
    running = Plan.objects.under_way().filter(account=account).order_by("pk")
    taken = set(running.values_list("purpose", flat=True)) - {Purpose.OPERATING}
    return [
        Offer(
            each,
            ABOUT[each],
            UNDER_WAY
            if each in taken
            else no_way(account, each, target_of(account, each, user), today),
        )
        for each in OFFERED
    ]


def no_way(account: Account, purpose: str, target: int, start: date) -> Promise | str:
    """Why a plan for `purpose` can't begin; empty if it can. `target` is that of `target_of`."""
    if purpose == Purpose.NEW:
        return NO_WAY[Purpose.NEW] if _buys(account, start) else ""
    return "" if target or purpose not in NO_WAY else NO_WAY[Purpose(purpose)]


def _buys(account: Account, start: date) -> bool:
    """Whether its group bought within two years before `start`, or since."""
    sales = LedgerEntry.objects.current().filter(account__top=account.top_id, amount_base__gt=0)
    return sales.filter(date__gt=months_before(start, 2 * YEAR)).exists()


def time_of(purpose: str, today: date) -> dict[str, Any]:
    """First and last day to begin with: the calendar year of an operating plan, else a year."""
    if purpose != Purpose.OPERATING:
        return {"starts_on": today, "ends_on": date.fromordinal(today.toordinal() + 364)}
    year = today.year + 1 if today.month >= AUTUMN else today.year
    return {"starts_on": max(today, date(year, 1, 1)), "ends_on": date(year, 12, 31)}
