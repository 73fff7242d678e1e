"""The rules by which computed classes take effect (domain §3.10).

Where the reference is silent:

- An account's first class is its computed one, without step limit and without approval: there is
  no treatment yet that a jump could disturb, and a new installation would otherwise begin with
  every large account in the inbox. Key accounts are few and named by people: there the first class
  is proposed where a change into it would be.
- Out of the population counts as worse and outside every buffer. When the reviews in a row and the
  dwell are over, the account is not rated any more, without approval: there is nothing left to
  decide, and a manager who knows better pins the class. Returning is a first class again.
- Poor credit and breach of contract bring down whoever has a class, also one that left the
  population. An account that has none yet gets its first class at a review like everybody else,
  and then it is the worst one.
- An open proposal is not doubled, and a change that needs no approval doesn't wait for it.
- Who falls in the night of a review falls, and is not reviewed.

A ranking that does not separate accounts (`Context.not_separating`) is nothing to review by: call
`nights` then, and hold the review when it does.
"""

import numpy as np

from tiering.engine.policy import Policy
from tiering.engine.population import Codes, Flags
from tiering.engine.review.columns import Standing, Tonight
from tiering.engine.review.ladder import Ladder
from tiering.engine.review.outcome import Cause, Outcome, Proposals, outcome

Change = tuple[Cause, Flags, Codes | int]

LONGEST = 127  # of a streak: what int8 holds


def nights(
    standing: Standing, tonight: Tonight, ladder: Ladder, policy: Policy, today: int
) -> Outcome:
    """A night that is no review: only immediate falls, or everything if the policy says so."""
    own, wanted = ladder.places(standing.value), _wanted(tonight, ladder)
    if policy.hysteresis.immediate:
        streak = np.zeros_like(standing.streak)
        places, cause = _changed(own, (Cause.IMMEDIATE, own != wanted, wanted))
    else:
        streak = standing.streak
        falls = _falls(own, tonight, ladder)
        places, cause = _changed(own, (Cause.CREDIT, falls, ladder.worst))
    return outcome(standing, ladder.at(places), streak, cause, Proposals.none(), today)


def review(
    standing: Standing, tonight: Tonight, ladder: Ladder, policy: Policy, today: int
) -> Outcome:
    """A review. Each call counts as one: call it once for each review day."""
    if policy.hysteresis.immediate:
        return nights(standing, tonight, ladder, policy, today)
    own, wanted = ladder.places(standing.value), _wanted(tonight, ladder)
    streak = _streaks(standing.streak, own, wanted, tonight.inside_buffer)
    falls = _falls(own, tonight, ladder)
    first = (own == 0) & (wanted > 0) & ~tonight.is_new
    dwelt = today - standing.since >= policy.hysteresis.dwell_days
    ripe = _ripe(streak, policy) & dwelt & ~falls
    left = ripe & (wanted == 0)
    step = np.where(first, wanted, own + np.sign(wanted - own))  # one rung towards the computed
    steps = ripe & ~left
    guarded = ladder.guards(own) | ladder.guards(step)
    asks_first = first & guarded & ladder.asks_first
    asked = (steps & guarded | asks_first) & _may_ask(standing, tonight, today)
    places, cause = _changed(
        own,
        (Cause.CREDIT, falls, ladder.worst),
        (Cause.FIRST, first & ~asks_first, wanted),
        (Cause.LEFT, left, 0),
        (Cause.REVIEW, steps & ~guarded, step),
    )
    rows = np.flatnonzero(asked)
    proposals = Proposals(rows, standing.value[rows], ladder.at(step[rows]))
    return outcome(standing, ladder.at(places), streak, cause, proposals, today)


def _changed(own: Codes, *changes: Change) -> tuple[Codes, Codes]:
    """Places and causes when each change takes its rows to a place; no row is in two of them."""
    places, cause = own.copy(), np.zeros(len(own), np.int8)
    for why, rows, place in changes:
        np.copyto(places, place, where=rows)
        np.copyto(cause, why, where=rows)
    return places, cause


def _wanted(tonight: Tonight, ladder: Ladder) -> Codes:
    """The place each account would have by tonight alone; 0 outside the population."""
    places = ladder.places(tonight.computed)
    places[tonight.immediate_fall & (places > 0)] = ladder.worst
    return places


def _falls(own: Codes, tonight: Tonight, ladder: Ladder) -> Flags:
    return tonight.immediate_fall & (own > 0) & (own < ladder.worst)


def _streaks(before: Codes, own: Codes, wanted: Codes, inside: Flags) -> Codes:
    """Reviews in a row that were better (above 0) or worse (below), this one included."""
    better = (wanted > 0) & (wanted < own)
    worse = (own > 0) & ((wanted == 0) | (wanted > own) & ~inside)
    up = np.minimum(np.maximum(before, 0), LONGEST - 1) + 1
    down = np.maximum(np.minimum(before, 0), 1 - LONGEST) - 1
    streaks: Codes = up * better + down * worse
    return streaks


def _ripe(streak: Codes, policy: Policy) -> Flags:
    """Whether the reviews in a row are enough for a change."""
    rule = policy.hysteresis
    return (streak >= rule.up_reviews) | (streak <= -rule.down_reviews)


def _may_ask(standing: Standing, tonight: Tonight, today: int) -> Flags:
    """Whether a proposal may be raised: none is open, none was just refused, nothing is pinned."""
    silent: Flags = (standing.silent_until > today) & (tonight.computed == standing.silent_for)
    pending: Flags = standing.open_proposal != 0
    return ~(silent | pending | standing.pinned)
