"""Core and important key accounts: alignment against strength (domain §3.6).

The discriminator is alignment and policy execution, not size. Blocks are in hundredths of 0 to
100, ratings 1 to 5; -1 is unknown.
"""

from dataclasses import dataclass

import numpy as np

from kam.lib.classes import KeyAccountClass
from tiering.engine.exact import Hundredths, at_least, reaches
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags
from tiering.engine.weighted import Weighted, percentile, rating_points, weighted_mean


def performance(net_revenue: Amounts, segment: Counts, active: Flags) -> Hundredths:
    """Mid-rank percentile of net revenue among the active accounts of the same segment code.

    Unknown for accounts that are not active or have no segment (-1).
    """
    return percentile(net_revenue, active & (segment != UNKNOWN), segment)


def alignment(
    idea_alignment: Codes,
    policy_acceptance: Codes,
    policy_execution_rate: Hundredths,
    policy: Policy,
) -> Weighted:
    """Block AL by `class.alignment_weights`; the execution rate is a percent as hundredths."""
    weights = policy.classes.alignment_weights
    return weighted_mean(
        [rating_points(idea_alignment), rating_points(policy_acceptance), policy_execution_rate],
        [weights.idea_alignment, weights.policy_acceptance, weights.policy_execution_rate],
        policy.score.min_coverage,
    )


def strength(
    performance_pct: Hundredths,
    management_ability: Codes,
    network_breadth: Codes,
    peer_standing: Codes,
    peer_influence: Codes,
    policy: Policy,
) -> Weighted:
    """Block ST by `class.strength_weights`; `performance_pct` as `performance` gives it."""
    ratings = (management_ability, network_breadth, peer_standing, peer_influence)
    weights = policy.classes.strength_weights
    return weighted_mean(
        [performance_pct, *map(rating_points, ratings)],
        [
            weights.performance_pct,
            weights.management_ability,
            weights.network_breadth,
            weights.peer_standing,
            weights.peer_influence,
        ],
        policy.score.min_coverage,
    )


@dataclass(frozen=True, slots=True, eq=False)
class KeyClasses:
    """`KeyAccountClass` of every account, 0 not rated; `watch` marks the promotion watch list."""

    key_class: Codes
    watch: Flags


def key_account_classes(
    is_key_account: Flags,
    aligned: Hundredths,
    strong: Hundredths,
    idea_alignment: Codes,
    policy_execution_rate: Hundredths,
    aligned_before: Hundredths,
    policy: Policy,
) -> KeyClasses:
    """Class of key accounts by their blocks AL (`aligned`) and ST (`strong`).

    `aligned_before` is AL twelve months ago. Not rated are accounts that are no key accounts, and
    those whose class hangs on something unknown: where one condition of CORE fails for sure, the
    others need not be known.
    """
    key_class, watch = np.zeros(len(strong), np.int8), np.zeros(len(strong), np.bool_)
    rows = np.flatnonzero(is_key_account & (strong != UNKNOWN))
    found = _classes(
        aligned[rows], strong[rows], idea_alignment[rows], policy_execution_rate[rows], policy
    )
    rising = _rising(aligned[rows], aligned_before[rows], policy)
    key_class[rows], watch[rows] = found, (found == KeyAccountClass.IMPORTANT) & rising
    return KeyClasses(key_class, watch)


def _classes(
    aligned: Hundredths, strong: Hundredths, idea: Codes, execution: Hundredths, policy: Policy
) -> Codes:
    """Of key accounts whose strength is known."""
    rule = policy.classes
    enough = at_least(strong, rule.st_min)
    core = [
        (aligned, at_least(aligned, rule.al_core)),
        (strong, enough),
        (idea, idea >= rule.idea_min),
        (execution, at_least(execution, rule.policy_exec_min)),
    ]
    holds = np.logical_and.reduce([met for _, met in core])
    fails = np.logical_or.reduce([(column != UNKNOWN) & ~met for column, met in core])
    kinds = [KeyAccountClass.NONE, KeyAccountClass.CORE, KeyAccountClass.IMPORTANT]
    return np.select([~enough, holds, fails], kinds, 0).astype(np.int8)


def _rising(aligned: Hundredths, before: Hundredths, policy: Policy) -> Flags:
    """Who is close below core, or has risen in twelve months."""
    rule = policy.classes
    near = at_least(aligned, rule.watch_from) & ~at_least(aligned, rule.al_core)
    both = (aligned != UNKNOWN) & (before != UNKNOWN)
    risen: Flags = both & reaches(aligned.astype(np.int64) - before, 100, rule.watch_rise)
    return near | risen
