"""Which customers to select: gates, decision, and the ideal customer (domain §3.7.2, §3.7.4).

A gate is `GateState`, 0 where it cannot be told.
"""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from kam.lib.classes import GateState, IdealQuadrant, SelectionDecision
from tiering.engine.exact import (
    FULL,
    Hundredths,
    as_hundredths,
    at_least,
    half_up,
    ratio,
    reaches,
    times,
    whole_weights,
)
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Flags
from tiering.engine.weighted import mid_ranks


def lifetime_value_gate(clv: Amounts, known: Flags) -> Codes:
    """G1: lifetime value, less the remaining development cost, above zero."""
    return _gate(known, clv > 0)


def management_gate(utilisation: Hundredths) -> Codes:
    """G2: the responsible person is used up to at most 100 % after adding the account."""
    return _gate(utilisation != UNKNOWN, utilisation <= FULL)


def within(required: Amounts, available: int | None) -> Codes:
    """Whether what is required after adding the account (-1 unknown) is there (None unknown)."""
    if available is None:
        return np.zeros(len(required), np.int8)
    return _gate(required != UNKNOWN, required <= available)


def resource_gate(hours: Codes, budget: Codes, key_accounts: Codes) -> Codes:
    """G3: company-wide hours, budget and number of key accounts, each as `within` tells it.

    Fails with any of them, and passes with all.
    """
    parts = np.stack([hours, budget, key_accounts])
    failed = (parts == GateState.FAIL).any(axis=0)
    return _gate(failed | (parts == GateState.PASS).all(axis=0), ~failed)


class Unmet(IntFlag):
    """What stands against a candidate."""

    LIFETIME_VALUE = 1
    MANAGEMENT = 2
    RESOURCES = 4
    INTEGRITY = 8


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """`SelectionDecision` of every candidate, 0 while it hangs on something unknown.

    `failed` and `unknown` have bits of `Unmet`.
    """

    decision: Codes
    failed: npt.NDArray[np.uint8]
    unknown: npt.NDArray[np.uint8]


def select(
    score: Hundredths,
    integrity: Hundredths,
    lifetime_value: Codes,
    management: Codes,
    resources: Codes,
    policy: Policy,
) -> Selection:
    """Decide by the score of the eight criteria (-1 with too little coverage) and the three gates.

    Poor integrity rejects, whatever else is known. Without a score there is no decision. A good
    score is selected if all gates pass, waits in reserve if only capacity lacks (G2, G3), and is
    undecided while a gate that matters is unknown. A fair score is in reserve.
    """
    rule = policy.selection
    gates = (lifetime_value, management, resources)
    dishonest = (integrity != UNKNOWN) & ~at_least(integrity, rule.integrity_knockout)
    no_value, no_time, no_means = (gate == GateState.FAIL for gate in gates)
    value_open, time_open, means_open = (gate == 0 for gate in gates)
    good, fair = at_least(score, rule.selected_min), at_least(score, rule.reserve_min)
    decision = np.select(
        [
            dishonest,
            score == UNKNOWN,
            ~fair,
            ~good,
            no_value,
            value_open,
            no_time | no_means,
            time_open | means_open,
        ],
        [
            SelectionDecision.REJECTED,
            0,
            SelectionDecision.REJECTED,
            SelectionDecision.RESERVE,
            SelectionDecision.REJECTED,
            0,
            SelectionDecision.RESERVE,
            0,
        ],
        SelectionDecision.SELECTED,
    )
    return Selection(
        decision.astype(np.int8),
        _bits(no_value, no_time, no_means, dishonest),
        _bits(value_open, time_open, means_open, integrity == UNKNOWN),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ideal:
    """How near each account is to the ideal customer, in hundredths; `IdealQuadrant`, 0 unknown."""

    index: Hundredths
    value_percentile: Hundredths
    hours_percentile: Hundredths
    quadrant: Codes


def ideal(clv: Amounts, hours: Amounts, known: Flags, policy: Policy) -> Ideal:
    """Much lifetime value for little selling time in the measure window.

    Percentiles are mid-ranks among the accounts of which both are `known`; `hours` may be in any
    whole unit. A percentile at the cut is high.
    """
    rule = policy.selection
    value, size = mid_ranks(clv, known)
    used, _ = mid_ranks(hours, known)
    worth, ease = whole_weights([rule.ideal_weights.value, rule.ideal_weights.ease])
    parts = times(value, worth) + times(2 * size - used, ease)
    index = half_up(times(parts, FULL), np.where(known, 2 * (worth + ease) * size, 1))
    valuable = reaches(100 * value, 2 * size, rule.ideal_cut)
    demanding = reaches(100 * used, 2 * size, rule.ideal_cut)
    quadrant = np.select(
        [~known, valuable & ~demanding, valuable, ~demanding],
        [0, IdealQuadrant.IDEAL, IdealQuadrant.EXPENSIVE_STAR, IdealQuadrant.EASY],
        IdealQuadrant.DRAIN,
    )
    return Ideal(
        as_hundredths(np.where(known, index, UNKNOWN)),
        ratio(value, 2 * size, known),
        ratio(used, 2 * size, known),
        quadrant.astype(np.int8),
    )


def _gate(known: Flags, passed: Flags) -> Codes:
    states = np.where(passed, GateState.PASS, GateState.FAIL)
    return np.where(known, states, 0).astype(np.int8)


def _bits(*columns: Flags) -> npt.NDArray[np.uint8]:
    bits = np.zeros(len(columns[0]), np.uint8)
    for flag, column in zip(Unmet, columns, strict=True):
        bits[column] |= np.uint8(flag)
    return bits
