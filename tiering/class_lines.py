"""The classes of an account that take effect by review: what shows, what is computed, and since."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Account
from tiering.engine import Policy, System
from tiering.models import ClassChange, Pin, Proposal, Run, Score, Track
from tiering.needs import NAMES
from tiering.services.tracks import SYSTEMS


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One system: the class that shows, the one by rule, the computed one, and how they stand."""

    system: str
    name: Promise
    shown: int
    by_rule: int
    computed: int
    since: date | None
    streak: int
    needed: int
    pin: Pin | None
    proposal: Proposal | None

    @property
    def agrees(self) -> bool:
        return self.shown == self.computed

    @property
    def reviews(self) -> str:
        """How many reviews in a row say so, in words; empty where none does."""
        if not self.streak:
            return ""
        counted = {"n": abs(self.streak), "needed": self.needed}
        if self.streak > 0:
            return _("Better at %(n)s of %(needed)s reviews") % counted
        return _("Worse at %(n)s of %(needed)s reviews") % counted


def class_lines(account: Account, run: Run, score: Score | None) -> list[ClassLine]:
    """A line for each system under review; four queries. Empty for members of a group.

    `score` is the account's row of the run, None if it is not ranked.
    """
    standing = account.rating
    if standing is None or standing.by_group:
        return []
    track = Track.objects.filter(account=account).first() or Track(account=account)
    pins = {pin.system: pin for pin in Pin.objects.active().filter(account=account).for_page()}
    changes = ClassChange.objects.filter(account=account, system__in=SYSTEMS).order_by("pk")
    since = dict(changes.values_list("system", "as_of"))  # the last change of each stays
    opened = Proposal.objects.open().filter(account=account).order_by("pk")
    proposals = {proposal.system: proposal for proposal in opened}
    return [
        ClassLine(
            system=system,
            name=NAMES[System(system)],
            shown=getattr(standing, system),
            by_rule=getattr(track, system),
            computed=getattr(score, system) if score else 0,
            since=since.get(system),
            streak=getattr(track, f"{system}_streak"),
            needed=_needed(getattr(track, f"{system}_streak"), run.policy.policy),
            pin=pins.get(system),
            proposal=proposals.get(system),
        )
        for system in SYSTEMS
    ]


@dataclass(frozen=True, slots=True)
class PastLine:
    """One system on a past day: the change by which the class came that showed then."""

    system: str
    name: Promise
    change: ClassChange


def past_lines(account: Account, day: date) -> list[PastLine]:
    """What showed on `day`, system by system; one query. Empty before the first class."""
    changes = ClassChange.objects.filter(account=account, system__in=SYSTEMS, as_of__lte=day)
    newest = {change.system: change for change in changes.select_related("by").order_by("pk")}
    return [
        PastLine(system, NAMES[System(system)], newest[system])
        for system in SYSTEMS
        if system in newest
    ]


def _needed(streak: int, policy: Policy) -> int:
    rule = policy.hysteresis
    return rule.up_reviews if streak > 0 else rule.down_reviews
