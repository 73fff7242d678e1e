"""How people of the largest accounts stand: attitude, who reports to whom, who listens to whom."""

from itertools import groupby

import numpy as np

from accounts.models import Contact, Influence
from accounts.models.contact import Attitude, DecisionRole
from kam.demo.accounts import Customers
from kam.demo.book import Book

MAPPED = 60  # accounts
ATTITUDES = (Attitude.SUPPORTER, Attitude.NEUTRAL, Attitude.SPONSOR, Attitude.SCEPTIC)
SHARES = (0.4, 0.3, 0.2, 0.1)


def load(book: Book, customers: Customers) -> int:
    """Returns how many lines were drawn; two statements for people, one for lines."""
    random = book.random("people map")
    first = np.argsort(customers.place, kind="stable")[:MAPPED] + customers.first_id
    people = Contact.objects.filter(account__in=first.tolist(), is_active=True)
    rows = list(people.order_by("account_id", "-influence", "pk"))
    lines: list[Influence] = []
    for _account, group in groupby(rows, key=lambda row: row.account_id):
        lines += _arrange(list(group), random)
    Contact.objects.bulk_update(rows, ["attitude", "reports_to", "decision_role"], batch_size=500)
    Influence.objects.bulk_create(lines)
    return len(lines)


def _arrange(people: list[Contact], random: np.random.Generator) -> list[Influence]:
    """The most influential leads; two report to them, the others to those two."""
    moods = random.choice(len(ATTITUDES), len(people), p=SHARES).tolist()
    for nth, person in enumerate(people):
        person.attitude = ATTITUDES[moods[nth]]
        person.reports_to = people[0 if nth < 3 else nth - 2] if nth else None
        if person.decision_role == DecisionRole.OTHER:
            person.decision_role = DecisionRole.GATEKEEPER
    if len(people) > 3 and random.random() < 0.3:
        people[2].attitude = Attitude.OPPONENT
    pairs = [(2, 0, 3), (len(people) - 1, 1, 2)] if len(people) > 2 else []
    return [
        Influence(
            account_id=people[source].account_id,
            source=people[source],
            target=people[target],
            strength=strength,
        )
        for source, target, strength in pairs
        if source != target
    ]
