"""Pareto class and ABC type: domain §3.4."""

import pytest

from kam.lib.classes import AbcType, ParetoClass
from tiering.engine import Policy, Population, Provisional, score, with_changes

PLATINUM, PLUM, RIB = AbcType


def by_revenue(values, policy=None, **columns):
    population = Population.from_columns(
        account_id=range(1, len(values) + 1), net_revenue=values, **columns
    )
    return score(population, policy or Policy())


def letters(result):
    return "".join(ParetoClass(code).name for code in result.pareto)


@pytest.mark.parametrize(
    ("values", "classes", "cumulative"),
    [
        pytest.param(
            [500, 300, 100, 50, 30, 20], "AABBCC", [50, 80, 90, 95, 98, 100], id="TV 3.4a"
        ),
        pytest.param(
            [400, 250, 150, 80, 50, 30, 20, 10, 6, 4, -40],
            "AAABBBCCCCC",
            [40, 65, 80, 88, 93, 96, 98, 99, 99.6, 100, 100],
            id="TV 3.4b",
        ),
    ],
)
def test_tv_3_4(values, classes, cumulative):
    result = by_revenue(values)
    assert letters(result) == classes
    total = result.context.positive_total
    after = [
        100 * (before + max(value, 0)) / total
        for before, value in zip(result.before.tolist(), values, strict=True)
    ]
    assert after == cumulative


@pytest.mark.parametrize("values", [[0, 0, 0], [-5, 0], [-1]], ids=str)
def test_tv_3_4c_without_positive_value_everybody_is_c(values):
    assert set(letters(by_revenue(values))) == {"C"}


def test_equal_values_go_by_account_id():
    result = by_revenue([10, 40, 40, 10])
    assert result.position.tolist() == [3, 1, 2, 4]
    assert result.before.tolist() == [80, 0, 40, 90]
    assert letters(result) == "BAAB"


def test_the_line_itself_is_compared_exactly():
    # 0.07 x 100 is 7.000000000000001 in floats: the second account would slip into A.
    policy = with_changes(Policy(), {"abc.pareto_cuts": [7, 95]})
    assert letters(by_revenue([7] * 14 + [2], policy)) == "A" + "B" * 13 + "C"


def abc(policy=None, **facts):
    """ABC type and reasons of an account that has class A with value 80, else C with 1."""
    values = [80, 1] if facts.pop("best", True) else [1, 80]
    columns = {name: [fact, fact] for name, fact in facts.items()}
    columns["revenue_with_cost"] = values
    result = by_revenue(values, policy, **columns)
    return AbcType(result.abc[0]), Provisional(int(result.provisional[0]))


COMPLETE = {
    "credit_score": 80,
    "history_months": 12,
    "cost_to_serve": 0,
    "strategic_value": 10,
    "profile_pct": 60,
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, PLATINUM),
        ({"credit_score": 30}, PLATINUM),
        ({"credit_score": 29}, RIB),
        ({"credit_score": 29, "strategic_value": 60}, PLUM),
        ({"cost_to_serve": 80}, RIB),
        ({"cost_to_serve": 90, "strategic_value": 60}, PLUM),
        ({"best": False}, RIB),
        ({"best": False, "strategic_value": 59}, RIB),
        ({"best": False, "strategic_value": 60}, PLUM),
    ],
    ids=str,
)
def test_seed_rule(facts, expected):
    assert abc(**COMPLETE | facts) == (expected, Provisional(0))


@pytest.mark.parametrize(
    ("facts", "expected", "reasons"),
    [
        ({"credit_score": -1}, PLATINUM, Provisional.CREDIT_UNKNOWN),
        ({"cost_to_serve": 90, "history_months": 5}, PLATINUM, Provisional.CLV_UNKNOWN),
        ({"profile_pct": 59}, PLATINUM, Provisional.PROFILE_INCOMPLETE),
        ({"profile_pct": -1}, PLATINUM, Provisional.PROFILE_UNKNOWN),
        ({"strategic_value": -1}, PLATINUM, Provisional(0)),
        ({"best": False, "strategic_value": -1}, RIB, Provisional.STRATEGIC_UNKNOWN),
        ({"best": False, "credit_score": -1, "history_months": -1}, RIB, Provisional(0)),
        ({"best": False, "strategic_value": 60, "credit_score": -1}, PLUM, Provisional(0)),
        (
            {"credit_score": -1, "history_months": -1, "profile_pct": 0},
            PLATINUM,
            Provisional.CREDIT_UNKNOWN | Provisional.CLV_UNKNOWN | Provisional.PROFILE_INCOMPLETE,
        ),
    ],
    ids=str,
)
def test_what_is_unknown_makes_the_type_provisional(facts, expected, reasons):
    assert abc(**COMPLETE | facts) == (expected, reasons)


def test_pareto_rule_follows_the_pareto_class():
    policy = with_changes(Policy(), {"abc.rule": "PARETO"})
    result = by_revenue([80, 15, 5], policy, profile_pct=[100, 100, -1], credit_score=[0, 0, 0])
    assert result.abc.tolist() == [PLATINUM, PLUM, RIB]
    assert result.provisional.tolist() == [0, 0, Provisional.PROFILE_UNKNOWN]
