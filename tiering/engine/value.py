"""The value metric: one amount per account by which pyramid and Pareto rank (domain §3.1, §3.3)."""

from dataclasses import dataclass

import numpy as np

from tiering.engine.clv import Estimates
from tiering.engine.policy import Policy
from tiering.engine.population import Amounts, Flags, Population
from tiering.engine.sections import Metric

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """Value per account in minor units, and what it stands for.

    `estimated` marks accounts whose own figure is not known and was derived from a company
    average. `basis` is the metric really used: another than the policy asks for where the data
    can't give that one. `margin_ppm` and `clv_ppm` are the averages used, in millionths.
    """

    amount: Amounts
    estimated: Flags
    basis: Metric
    margin_ppm: int | None = None
    clv_ppm: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Profit:
    """Gross profit of every account in minor units.

    `estimated` ones are net revenue x the company's average margin (`margin_ppm`, in millionths).
    """

    amount: Amounts
    estimated: Flags
    margin_ppm: int


def measure_value(population: Population, profit: Profit | None, policy: Policy) -> Value:
    """Value of every account by `policy.pyramid.metric`; by profit where that is lifetime value.

    Without any known cost of goods (no `profit`) all metrics fall back to net revenue.
    """
    metric = policy.pyramid.metric
    if metric is Metric.NET_REVENUE or profit is None:
        own = np.zeros(len(population), np.bool_)
        return Value(population.net_revenue, own, Metric.NET_REVENUE)
    if metric is Metric.CONTRIBUTION:
        amount = contribution(population, profit)
        return Value(amount, profit.estimated, metric, profit.margin_ppm)
    return Value(profit.amount, profit.estimated, Metric.GROSS_PROFIT, profit.margin_ppm)


def company_margin(population: Population) -> int | None:
    """Gross profit / net revenue where the cost of goods is known, in millionths; None if it is
    nowhere."""
    costed = int(population.revenue_with_cost.sum())
    if costed <= 0:
        return None
    return _ppm(costed - int(population.cost_of_goods.sum()), costed)


def gross_profit(population: Population, margin_ppm: int | None, policy: Policy) -> Profit | None:
    """NR - cost of goods; NR x company average margin where too much of the cost is missing.

    Up to `money.cogs_missing_max` revenue without cost counts as it is (domain §3.1). None without
    a company margin.
    """
    if margin_ppm is None:
        return None
    limit, unit = policy.money.cogs_missing_max.as_integer_ratio()
    uncosted = np.abs(population.net_revenue - population.revenue_with_cost)
    # Exact: uncosted > whole * limit / unit, in integers.
    missing = uncosted > _scaled_down(np.abs(population.net_revenue), limit, unit)
    own = population.net_revenue - population.cost_of_goods
    average = times_ppm(population.net_revenue, margin_ppm)
    return Profit(np.where(missing, average, own), missing, margin_ppm)


def contribution(population: Population, profit: Profit) -> Amounts:
    """Gross profit less cost to serve (domain §3.1 CP)."""
    return profit.amount - population.cost_to_serve


def by_lifetime(value: Value, clv: Estimates) -> Value:
    """Known lifetime values; elsewhere value x the company's ratio of lifetime value to value."""
    base = int(value.amount[clv.known].sum())
    if base <= 0:
        return value
    ratio = _ppm(int(clv.amount[clv.known].sum()), base)
    amount = np.where(clv.known, clv.amount, times_ppm(value.amount, ratio))
    return Value(amount, ~clv.known, Metric.CLV, value.margin_ppm, ratio)


def _ppm(part: int, whole: int) -> int:
    """Part of the whole (> 0) in millionths, rounded half up."""
    return (2 * part * MILLION + whole) // (2 * whole)


def times_ppm(amounts: Amounts, ppm: int) -> Amounts:
    """Amounts x ppm / 1,000,000, rounded half up, exact wherever the result fits 64 bits."""
    millions, rest = np.divmod(amounts, MILLION)
    scaled: Amounts = millions * ppm + (rest * ppm + MILLION // 2) // MILLION
    return scaled


def _scaled_down(amounts: Amounts, numerator: int, denominator: int) -> Amounts:
    """Floor of non-negative amounts x a fraction <= 1, without overflow."""
    whole, rest = np.divmod(amounts, denominator)
    scaled: Amounts = whole * numerator + rest * numerator // denominator
    return scaled
