"""The value metric and its fallbacks: domain §3.1, §3.3."""

from fractions import Fraction

import pytest

from tiering.engine import Metric, Policy, Population, score, with_changes
from tiering.engine.clv import multiple as multiple_of


def scores(metric="gross_profit", **columns):
    size = len(columns["net_revenue"])
    population = Population.from_columns(account_id=range(1, size + 1), **columns)
    return score(population, with_changes(Policy(), {"pyramid.metric": metric}))


def test_tv_3_1_revenue_share():
    revenue = [500, 300, 250, -50]
    context = scores(net_revenue=revenue).context
    assert context.positive_revenue == 1050
    shares = [context.revenue_share(amount) for amount in revenue]
    assert [round(share, 2) for share in shares] == [47.62, 28.57, 23.81, 0.00]


def test_revenue_share_without_positive_revenue_is_unknown():
    assert scores(net_revenue=[-5, 0]).context.revenue_share(-5) is None


FULL_COST = {
    "net_revenue": [1000, 500],
    "revenue_with_cost": [1000, 500],
    "cost_of_goods": [600, 500],
    "cost_to_serve": [50, 20],
}


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("gross_profit", [400, 0]),
        ("net_revenue", [1000, 500]),
        ("contribution", [350, -20]),
    ],
)
def test_metric_with_all_costs_known(metric, values):
    result = scores(metric, **FULL_COST)
    assert result.value.tolist() == values
    assert result.context.basis == metric
    assert not result.context.fell_back
    assert not result.estimated.any()


@pytest.mark.parametrize(
    ("with_cost", "value", "estimated"),
    [(1000, 700, False), (800, 700, False), (799, 417, True), (0, 400, True), (1201, 438, True)],
    ids=["all", "20 % missing", "more than 20 % missing", "none", "only the sale has a cost"],
)
def test_missing_cost_of_goods(with_cost, value, estimated):
    # The company's margin takes all revenue with a cost: (10,799 - 6,300) / 10,799 = 41.66 %.
    result = scores(
        net_revenue=[1000, 10_000],
        revenue_with_cost=[with_cost, 10_000],
        cost_of_goods=[300 if with_cost else 0, 6000],
    )
    assert result.value[0] == value
    assert result.estimated.tolist() == [estimated, False]
    assert result.context.estimated == estimated


def test_average_margin_takes_negative_revenue_along():
    result = scores(
        net_revenue=[-1000, 10_000], revenue_with_cost=[0, 10_000], cost_of_goods=[0, 6000]
    )
    assert result.value.tolist() == [-400, 4000]
    assert result.context.margin_ppm == 400_000


@pytest.mark.parametrize("metric", ["gross_profit", "contribution", "clv"])
def test_without_any_cost_everybody_is_ranked_by_net_revenue(metric):
    result = scores(metric, net_revenue=[1000, 500], cost_to_serve=[900, 0])
    assert result.value.tolist() == [1000, 500]
    assert result.context.basis is Metric.NET_REVENUE
    assert result.context.fell_back
    assert not result.estimated.any()


def test_lifetime_value_known_and_estimated():
    # The first layer keeps 95 % a year, over five years at 10 %. The other account is too new to be
    # known and gets as many times its own profit.
    result = scores(
        "clv",
        net_revenue=[10_000_000, 5_000_000],
        revenue_with_cost=[10_000_000, 5_000_000],
        cost_of_goods=[6_000_000, 4_000_000],
        history_months=[12, 2],
    )
    multiple = multiple_of(Fraction(95, 100), Fraction(1, 10), 5)
    assert result.value.tolist()[0] == round(4_000_000 * multiple)
    assert result.value.tolist()[1] == pytest.approx(1_000_000 * float(multiple), rel=1e-6)
    assert result.estimated.tolist() == [False, True]
    assert result.context.basis is Metric.CLV


def test_without_any_lifetime_value_gross_profit_ranks():
    result = scores("clv", **FULL_COST)
    assert result.value.tolist() == [400, 0]
    assert result.context.basis is Metric.GROSS_PROFIT


def test_large_amounts_are_exact():
    # 30 billion at a margin of one third, in minor units.
    result = scores(
        net_revenue=[3_000_000_000_001, 3],
        revenue_with_cost=[0, 3],
        cost_of_goods=[0, 2],
    )
    assert result.value[0] == (3_000_000_000_001 * 333_333 + 500_000) // 1_000_000
