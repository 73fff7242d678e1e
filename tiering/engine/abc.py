"""ABC type: 白金 / 梅子 / 鸡肋 (domain §3.4)."""

from enum import IntFlag

import numpy as np
import numpy.typing as npt

from kam.lib.classes import AbcType, ParetoClass
from tiering.engine.clv import Estimates
from tiering.engine.policy import Policy
from tiering.engine.population import UNKNOWN, Codes, Flags, Population
from tiering.engine.pyramid import poor_credit
from tiering.engine.sections import AbcRule


class Provisional(IntFlag):
    """Why an ABC type is provisional: facts that could still change it."""

    PROFILE_INCOMPLETE = 1
    PROFILE_UNKNOWN = 2
    CREDIT_UNKNOWN = 4
    CLV_UNKNOWN = 8
    STRATEGIC_UNKNOWN = 16


def worthless(clv: Estimates) -> Flags:
    """Known lifetime value of 0 or less; an unknown one is not held against the account."""
    return clv.known & (clv.amount <= 0)


def abc_types(pareto: Codes, population: Population, clv: Estimates, policy: Policy) -> Codes:
    """`AbcType` of every account by the policy's rule."""
    if policy.abc.rule is AbcRule.PARETO:
        return pareto.copy()  # A, B, C and PLATINUM, PLUM, RIB are numbered alike
    blocked = poor_credit(population.credit_score, policy) | worthless(clv)
    types = np.full(len(pareto), AbcType.RIB, np.int8)
    types[population.strategic_value >= policy.abc.plum_strategic_min] = AbcType.PLUM
    types[(pareto == ParetoClass.A) & ~blocked] = AbcType.PLATINUM
    return types


def provisional_reasons(
    types: Codes, population: Population, clv: Estimates, policy: Policy
) -> npt.NDArray[np.uint8]:
    """`Provisional` bits of every account, 0 where the type is final.

    PLATINUM waits for an unknown credit score or lifetime value, RIB for an unknown strategic
    value, and every type for a complete file.
    """
    top, bottom = policy.abc.profile_complete_min.as_integer_ratio()
    profile = population.profile_pct.astype(np.int64)
    incomplete = (profile > UNKNOWN) & (profile * bottom < 100 * top)
    reasons = np.zeros(len(types), np.uint8)
    _mark(reasons, incomplete, Provisional.PROFILE_INCOMPLETE)
    _mark(reasons, profile == UNKNOWN, Provisional.PROFILE_UNKNOWN)
    if policy.abc.rule is AbcRule.SEED:
        platinum, rib = types == AbcType.PLATINUM, types == AbcType.RIB
        no_credit, no_strategic = (
            column == UNKNOWN for column in (population.credit_score, population.strategic_value)
        )
        _mark(reasons, platinum & no_credit, Provisional.CREDIT_UNKNOWN)
        _mark(reasons, platinum & ~clv.known, Provisional.CLV_UNKNOWN)
        _mark(reasons, rib & no_strategic, Provisional.STRATEGIC_UNKNOWN)
    return reasons


def _mark(reasons: npt.NDArray[np.uint8], rows: Flags, reason: Provisional) -> None:
    reasons[rows] |= np.uint8(reason)
