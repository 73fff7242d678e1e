"""The value metric: one amount per account by which pyramid and Pareto rank (domain §3.1, §3.3)."""

from dataclasses import dataclass

import numpy as np

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


def measure_value(population: Population, policy: Policy) -> Value:
    """Value of every account by `policy.pyramid.metric`.

    Without any known cost of goods gross profit, contribution and lifetime value fall back to net
    revenue for all accounts; without any known lifetime value that one falls back to gross profit.
    """
    metric = policy.pyramid.metric
    own = np.zeros(len(population), np.bool_)
    revenue = Value(population.net_revenue, own, Metric.NET_REVENUE)
    if metric is Metric.NET_REVENUE:
        return revenue
    profit = _gross_profit(population, policy)
    if metric is Metric.CLV:
        return _lifetime_value(population, profit or revenue)
    if metric is Metric.CONTRIBUTION and profit:
        contribution = profit.amount - population.cost_to_serve
        return Value(contribution, profit.estimated, metric, profit.margin_ppm)
    return profit or revenue


def _gross_profit(population: Population, policy: Policy) -> Value | None:
    """NR - cost of goods; NR x company average margin where too much of the cost is missing.

    Up to `money.cogs_missing_max` revenue without cost counts as it is (domain §3.1). None if the
    company has no average margin because no revenue has a known cost.
    """
    costed = int(population.revenue_with_cost.sum())
    if costed <= 0:
        return None
    margin = _ppm(costed - int(population.cost_of_goods.sum()), costed)
    limit, unit = policy.money.cogs_missing_max.as_integer_ratio()
    uncosted = np.abs(population.net_revenue - population.revenue_with_cost)
    # Exact: uncosted > whole * limit / unit, in integers.
    missing = uncosted > _scaled_down(np.abs(population.net_revenue), limit, unit)
    own = population.net_revenue - population.cost_of_goods
    average = times_ppm(population.net_revenue, margin)
    return Value(np.where(missing, average, own), missing, Metric.GROSS_PROFIT, margin)


def _lifetime_value(population: Population, profit: Value) -> Value:
    """Known lifetime values; elsewhere value x the company's ratio of lifetime value to value."""
    known = population.clv_known
    base = int(profit.amount[known].sum())
    if base <= 0:
        return profit
    ratio = _ppm(int(population.clv[known].sum()), base)
    amount = np.where(known, population.clv, times_ppm(profit.amount, ratio))
    return Value(amount, ~known, Metric.CLV, profit.margin_ppm, ratio)


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
