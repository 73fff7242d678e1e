"""What the head of sales decided on proposals: without it nobody would be core or important."""

from datetime import date

from staff.models import User
from staff.permissions import Role
from tiering.models import Proposal, Score
from tiering.models.change import System
from tiering.services import proposals

KEY_ACCOUNTS = 24  # "15 to 35 per company" (domain §3.5)


def decide(*, today: date) -> None:
    """Approve the first classes of the largest key accounts while there is room for more.

    Every seventh account waits: somebody still thinks about it.
    """
    head = User.objects.filter(role=Role.MANAGER, unit__parent=None).order_by("pk")[0]
    approved = Proposal.objects.filter(system=System.KEY_CLASS, state="approved").count()
    room = max(0, KEY_ACCOUNTS - approved)
    for place, proposal in enumerate(_waiting()):
        number = int((proposal.account.code or "0").rpartition("-")[2])
        if place < room and number % 7:
            proposals.approve(proposal=proposal, today=today, by=head)


def _waiting() -> list[Proposal]:
    """Open proposals of a first class, the largest account first."""
    scores = Score.objects.current().values_list("account", "position")
    opened = Proposal.objects.open().filter(system=System.KEY_CLASS, old=0)
    places = dict(scores.filter(account__in=opened.values("account")))
    found = list(opened.select_related("account").order_by("account"))
    return sorted(found, key=lambda proposal: places.get(proposal.account_id, 0))
