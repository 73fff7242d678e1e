"""What people decide: approving and rejecting proposals, letting them expire, a new policy."""

from dataclasses import dataclass, replace

import numpy as np

from tiering.engine.policy import Policy
from tiering.engine.population import Flags
from tiering.engine.review.columns import NEVER, Days, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStanding:
    """One row of `Standing`, without the pin, which no decision about a proposal changes."""

    value: int
    streak: int
    since: int
    silent_until: int
    silent_for: int
    open_proposal: int


def approve(account: AccountStanding, today: int) -> AccountStanding:
    """The proposed class takes effect; reviews and dwell count from here."""
    return AccountStanding(
        value=_proposed(account),
        streak=0,
        since=today,
        silent_until=NEVER,
        silent_for=0,
        open_proposal=0,
    )


def reject(account: AccountStanding, computed: int, policy: Policy, today: int) -> AccountStanding:
    """Nothing changes, and `computed`, the class that led to the proposal, leads to none for long.

    Another computed class may lead to a proposal at once, and reviews keep counting.
    """
    _proposed(account)
    silence = today + policy.hysteresis.reject_silence_days
    return replace(account, silent_until=silence, silent_for=computed, open_proposal=0)


def expire(raised_on: Days, policy: Policy, today: int) -> Flags:
    """Which undecided proposals, given the day each was raised, are too old to be decided.

    Their `open_proposal` becomes 0 and nothing else changes: the next review may propose again.
    """
    return today - raised_on > policy.hysteresis.proposal_expiry_days


def restart(standing: Standing, today: int) -> Standing:
    """A new policy version is in force: reviews in a row start again, and the dwell counts from it.

    Classes, silences and open proposals stay.
    """
    streak, since = np.zeros_like(standing.streak), np.full_like(standing.since, today)
    return replace(standing, streak=streak, since=since)


def _proposed(account: AccountStanding) -> int:
    if account.open_proposal == 0:
        raise ValueError("nothing is proposed for this account")
    return account.open_proposal
