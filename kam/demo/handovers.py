"""Two accounts that have just changed hands: one within the unit to each person of the demo."""

from datetime import date

from accounts.models import Account
from kam.demo.company import DOMAIN
from relationships.models import Visit
from relationships.services.handover import hand_over
from staff.models import User

# From whom to whom, by the manager of their unit.
MOVES = (("rep2", "kam1", "manager1"), ("rep3", "rep1", "manager1"))


def load(end: date) -> int:
    """Hand over one account of each pair that has something to hand over; returns how many."""
    names = {name for move in MOVES for name in move}
    found = User.objects.filter(email__in=[f"{name}@{DOMAIN}" for name in names])
    people = {user.email.partition("@")[0]: user for user in found}
    count = 0
    for former, to, by in MOVES:
        visits = Visit.objects.filter(owner=people[former]).order_by("-status", "account_id")
        chosen = visits.values_list("account", flat=True).first()  # with a planned one, if any
        accounts = Account.objects.filter(pk=chosen or 0)
        count += hand_over(accounts=accounts, to=people[to], by=people[by], on=end)[1]
    return count
