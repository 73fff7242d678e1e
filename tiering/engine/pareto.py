"""Pareto class by cumulative value (domain §3.4)."""

import numpy as np
import numpy.typing as npt

from kam.lib.classes import ParetoClass
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Codes

CutAmounts = tuple[int, int]


def cumulative_before(value: Amounts, order: npt.NDArray[np.intp]) -> Amounts:
    """Sum of positive values of the accounts that come before each, in minor units."""
    positive = np.maximum(value[order], 0)
    before = np.empty_like(positive)
    before[order] = np.cumsum(positive) - positive
    return before


def positive_total(value: Amounts) -> int:
    return int(np.maximum(value, 0).sum())


def cut_amounts(positive_total: int, policy: Policy) -> CutAmounts:
    """The amounts at which A and B end: smallest integers that reach the cut shares."""
    first, second = (
        -(-positive_total * top // (100 * bottom))
        for top, bottom in (cut.as_integer_ratio() for cut in policy.abc.pareto_cuts)
    )
    return first, second


def pareto_classes(value: Amounts, before: Amounts, cuts: CutAmounts) -> Codes:
    """`ParetoClass` of every account; the one that crosses a line is in the better class."""
    classes = np.full(len(value), ParetoClass.C, np.int8)
    classes[before < cuts[1]] = ParetoClass.B
    classes[before < cuts[0]] = ParetoClass.A
    classes[value <= 0] = ParetoClass.C
    return classes
