"""Recognising a key account by seven aspects (domain §3.5).

An aspect is in half points: 2 met, 1 partly, 0 not met, -1 unknown (`AspectState`). Where one of
several facts is enough, the aspect is met as soon as one of them is known to be; it is not met
only when all of them are known. The customer's own size never enters (S2-02).
"""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from kam.lib.classes import Aspect, AspectState, PyramidTier, Recognition, TransactionPattern
from tiering.engine.exact import Hundredths, at_least, ratio, reaches
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Amounts, Codes, Counts, Flags, Points
from tiering.engine.pyramid import poor_credit
from tiering.engine.weighted import least_from

MINOR = 100  # minor units of one major unit
YEAR = 12
# One row per `Aspect`, in its order.
AspectRows = npt.NDArray[np.int8]


def big_order_cut(mean_order: Amounts, known: Flags, policy: Policy) -> int:
    """The mean order value from which orders are big, in minor units.

    The least one at `key_account.big_order_percentile` of the given (active) accounts, or
    `big_order_amount` if that is less. Needs all accounts; the aspect itself then needs one.
    """
    rule = policy.key_account
    top, bottom = rule.big_order_amount.as_integer_ratio()
    amount = -(-MINOR * top // bottom)
    top, bottom = rule.big_order_percentile.as_integer_ratio()
    high = least_from(np.sort(mean_order[known]), top, 100 * bottom)
    return amount if high is None else min(amount, high)


def big_orders(mean_order: Amounts, known: Flags, cut: int) -> Codes:
    return _state(known, known & (mean_order >= cut))


def long_cooperation(tenure_months: Counts, contract_months: Counts, policy: Policy) -> Codes:
    """By the current unbroken run; a signed contract of so many months (0 none) counts as met."""
    rule = policy.key_account
    known = (tenure_months != UNKNOWN) & (contract_months != UNKNOWN)
    long = np.maximum(tenure_months, contract_months) >= YEAR * rule.long_years
    partly = tenure_months >= YEAR * rule.partly_years
    return _state(known, long, partly)


def large_sales(
    revenue_share: Hundredths, pyramid: Codes, potential: Hundredths, policy: Policy
) -> Codes:
    """By share of the company's revenue, layer of the pyramid (0 not rated) or potential score."""
    rule = policy.key_account
    known = (revenue_share != UNKNOWN) & (pyramid > 0) & (potential != UNKNOWN)
    key_tier = (pyramid > 0) & (pyramid <= PyramidTier.MAJOR)
    large = at_least(revenue_share, rule.rs_min_pct) | at_least(potential, rule.potential_min)
    return _state(known, large | key_tier)


def strategic_project(value: Amounts, known: Flags, policy: Policy) -> Codes:
    """By the largest open or won project flagged as strategic, in minor units; 0 if none is."""
    enough = reaches(value, MINOR, policy.key_account.strategic_project_min)
    return _state(known, known & enough)


def rated(ratings: Codes, policy: Policy) -> Codes:
    """An aspect people judge, from 1 to 5."""
    rule = policy.key_account
    return _state(ratings != UNKNOWN, ratings >= rule.met_rating, ratings >= rule.partly_rating)


class Lacking(IntFlag):
    """Conditions of a key account that do not hold."""

    KNOWN_ASPECTS = 1  # too few of the seven are known
    QUALITY = 2  # q is too low
    BUSINESS = 4  # none of big orders, large sales, strategic project is met
    PATTERN = 8  # no repeat buyer, and no strategic project with a contract over years
    CREDIT = 16  # poor credit


@dataclass(frozen=True, slots=True, eq=False)
class Recognitions:
    """`Recognition` of every account.

    `quality` is q: points of the known aspects in percent, as hundredths. `lacking` has bits of
    `Lacking` and is 0 exactly where the account qualifies.
    """

    recognition: Codes
    quality: Hundredths
    known_aspects: Codes
    lacking: npt.NDArray[np.uint8]


def recognise(
    aspects: AspectRows,
    pattern: Codes,
    contract_months: Counts,
    credit_score: Points,
    policy: Policy,
) -> Recognitions:
    """Put the aspects of every account together. Unknown credit is not poor."""
    rule = policy.key_account
    known = aspects != UNKNOWN
    count = known.sum(axis=0, dtype=np.int8)
    quality = _qualities(len(aspects))[count, np.maximum(aspects, 0).sum(axis=0, dtype=np.int8)]
    met = aspects == AspectState.MET
    project = met[Aspect.STRATEGIC_PROJECT - 1]
    business = met[Aspect.BIG_ORDERS - 1] | met[Aspect.LARGE_SALES_OR_POTENTIAL - 1] | project
    contracted = project & (contract_months >= YEAR * rule.contract_years)
    too_few = count < rule.min_known_aspects
    lacking = np.zeros(len(count), np.uint8)
    for condition, rows in (
        (Lacking.KNOWN_ASPECTS, too_few),
        (Lacking.QUALITY, ~at_least(quality, rule.q_min)),
        (Lacking.BUSINESS, ~business),
        (Lacking.PATTERN, ~((pattern >= TransactionPattern.REPEAT) | contracted)),
        (Lacking.CREDIT, poor_credit(credit_score, policy)),
    ):
        lacking |= np.uint8(condition) * rows
    recognition = np.full(len(count), Recognition.QUALIFIED, np.int8)
    recognition[lacking > 0] = Recognition.NOT_QUALIFIED
    recognition[too_few] = Recognition.INSUFFICIENT
    return Recognitions(recognition, quality, count, lacking)


def _qualities(most: int) -> Hundredths:
    """q by known aspects and their half points; unknown where none is known."""
    known, points = np.mgrid[: most + 1, : 2 * most + 1].reshape(2, -1)
    quality = ratio(points, 2 * known, known > 0)
    return quality.reshape(most + 1, -1)


def _state(known: Flags, met: Flags, partly: Flags | None = None) -> Codes:
    """Met wins over unknown, and unknown over the rest."""
    rest = np.zeros(len(known), np.int8)
    if partly is not None:
        rest[partly] = AspectState.PARTLY
    rest[~known] = AspectState.UNKNOWN
    return np.where(met, np.int8(AspectState.MET), rest)
