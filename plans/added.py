"""What another plan does to the time of its owner and of the company (gates G2 and G3, domain
§3.7.2 and §6.11)."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from accounts.models import Account
from plans.models import Plan, PlanState
from tiering.engine import Policy, selection, workload
from tiering.engine.population import UNKNOWN, Amounts
from tiering.services.candidates import House, read_house

DAY = 8 * workload.UNIT  # hours of a person-day (§6.11)


@dataclass(frozen=True, slots=True)
class Moment:
    """Before or after: hours a year, time used in percent (None unknown), states of gates."""

    own: float
    used: float | None
    owner_gate: int
    house: float
    house_gate: int


@dataclass(frozen=True, slots=True)
class Added:
    """A plan of so many person-days at an account, if its owner does all of it in a year."""

    account: Account
    days: int
    planned: int  # person-days of the owner's active plans
    before: Moment
    after: Moment
    capacity: float
    available: float
    people: int
    key_accounts: int
    cap: int


def added_to(account: Account, days: int, policy: Policy) -> Added:
    """Seven queries."""
    house, planned = read_house(policy), _planned()
    owner, more = account.owner_id or 0, np.array([0, days], np.int64) * DAY
    own = house.needed.get(owner, 0) + planned.get(owner, 0) * DAY + more
    if not owner:
        own = np.full(2, UNKNOWN, np.int64)
    whole = sum(house.needed.values()) + sum(planned.values()) * DAY + more
    before, after = _moments(own, whole, house, policy)
    return Added(
        account=account,
        days=days,
        planned=planned.get(owner, 0),
        before=before,
        after=after,
        capacity=float(policy.hours.capacity_per_rep),
        available=float(house.people * policy.hours.capacity_per_rep),
        people=house.people,
        key_accounts=house.key_accounts,
        cap=policy.key_account.alarm_count,
    )


def _planned() -> dict[int, int]:
    """Person-days of active plans, by owner."""
    active = Plan.objects.filter(state=PlanState.ACTIVE).order_by()
    return dict(active.values_list("owner").annotate(n=Sum("days", default=0)))


def _moments(own: Amounts, whole: Amounts, house: House, policy: Policy) -> list[Moment]:
    """The budget of G3 is a manager's word and not known here: it never passes, but can fail."""
    used = workload.utilisation(own, policy)
    available = house.people * workload.in_units(policy.hours.capacity_per_rep)
    keys = np.full(2, house.key_accounts, np.int64)
    means = selection.resource_gate(
        selection.within(whole, available),
        np.zeros(2, np.int8),
        selection.within(keys, policy.key_account.alarm_count),
    )
    gate = selection.management_gate(used)
    return [
        Moment(
            own=int(own[i]) / workload.UNIT,
            used=None if used[i] == UNKNOWN else used[i] / 100,
            owner_gate=int(gate[i]),
            house=int(whole[i]) / workload.UNIT,
            house_gate=int(means[i]),
        )
        for i in (0, 1)
    ]
