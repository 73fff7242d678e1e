"""What an explanation says: codes, facts, thresholds and gaps, for rules that table tests name."""

import json

import pytest

from kam.lib.classes import AbcType, LoyaltyStep, ParetoClass, TransactionPattern
from tiering.engine import (
    Context,
    Explanation,
    Policy,
    Population,
    Rule,
    explain,
    score,
    with_changes,
)

# The first account is the one explained; the others give it a place.
OTHERS = [600, 200, 90]


def explained(changes=None, **facts):
    policy = with_changes(Policy(), changes or {})
    value = facts.pop("net_revenue", 110)
    population = Population.from_columns(
        account_id=[1, 2, 3, 4],
        net_revenue=[value, *OTHERS],
        **{name: [fact] * 4 for name, fact in facts.items()},
    )
    scores = score(population, policy)
    return explain(population.row(0), scores.place(0), scores.context, policy)


def gaps(finding):
    return [(gap.to, gap.need, gap.missing) for gap in finding.gaps]


BUYER = {"occasions": 5, "days_since_last": 40, "median_interval": 60.0, "tenure_months": 30}


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        ({"occasions": 0}, Rule.NO_OCCASIONS, (TransactionPattern.ONE_OFF, "occasions", 1)),
        ({"occasions": 1}, Rule.FEW_OCCASIONS, (TransactionPattern.REPEAT, "occasions", 2)),
        ({"days_since_last": 400}, Rule.STOPPED, (TransactionPattern.REPEAT, "occasions", 1)),
        ({}, Rule.STILL_BUYING, (TransactionPattern.REFERRER, "referred_buyers", 1)),
        (
            {"referred_buyers": 5, "referred_big": 1},
            Rule.HAS_REFERRED,
            (TransactionPattern.BIG_REFERRER, "big_referrals", 2),
        ),
    ],
)
def test_pattern(facts, rule, expected):
    finding = explained(**BUYER | facts).pattern
    assert finding.rule is rule
    assert gaps(finding) == [expected]


def test_pattern_at_the_top_lacks_nothing():
    finding = explained(**BUYER, referred_buyers=2, referred_big=1).pattern
    assert finding.rule is Rule.HAS_REFERRED_BIG
    assert finding.gaps == ()


def test_pattern_names_the_limit_the_account_was_held_against():
    finding = explained(**BUYER | {"median_interval": 95.5}).pattern
    assert finding.facts["median_interval"] == 95.5
    assert finding.thresholds["active_limit_days"] == 191
    assert explained(occasions=1).pattern.facts["median_interval"] is None


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        ({}, Rule.LONG_TENURE, []),
        ({"tenure_months": 4}, Rule.SHORT_TENURE, [(LoyaltyStep.LONG_TERM, "tenure", 8)]),
        (
            {"occasions": 1, "tenure_months": 0},
            Rule.NOT_REPEATING,
            [
                (LoyaltyStep.LONG_TERM, "repeat_pattern", None),
                (LoyaltyStep.LONG_TERM, "tenure", 12),
            ],
        ),
    ],
)
def test_loyalty(facts, rule, expected):
    finding = explained(**BUYER | facts).loyalty
    assert finding.rule is rule
    assert gaps(finding) == expected


@pytest.mark.parametrize(
    ("value", "letter", "rule", "expected"),
    [
        (700, "A", Rule.SHARE_BEFORE, []),
        (110, "B", Rule.SHARE_BEFORE, [(ParetoClass.A, "share_before", 0.0)]),
        (
            -10,
            "C",
            Rule.NO_VALUE,
            [(ParetoClass.B, "share_before", 5.0), (ParetoClass.B, "value", 11)],
        ),
    ],
)
def test_pareto(value, letter, rule, expected):
    # 600 and 200 of 1,000 come before 110: exactly the line of A.
    finding = explained(net_revenue=value).pareto
    assert ParetoClass(finding.code).name == letter
    assert finding.rule is rule
    assert gaps(finding) == expected


def test_pareto_without_any_positive_value():
    population = Population.from_columns(account_id=[1], net_revenue=[-4])
    scores = score(population, Policy())
    finding = explain(population, scores.place(0), scores.context, Policy()).pareto
    assert finding.facts["share_before"] is None
    assert gaps(finding) == [(ParetoClass.A, "value", 5)]


# A contribution of -100 a year, of which half is kept: -82 over five years at 10 %.
LOSING = {"revenue_with_cost": 110, "cost_to_serve": 210, "history_months": 12}


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        ({"net_revenue": 700}, Rule.TOP_VALUE, []),
        ({"strategic_value": 60}, Rule.STRATEGIC_VALUE, [(1, "pareto_class", None)]),
        (
            {"strategic_value": 45, "credit_score": 20, **LOSING},
            Rule.NEITHER,
            [
                (AbcType.PLUM, "strategic_value", 15),
                (AbcType.PLATINUM, "pareto_class", None),
                (AbcType.PLATINUM, "credit", 10),
                (AbcType.PLATINUM, "clv", 83),
            ],
        ),
        (
            {},
            Rule.NEITHER,
            [
                (AbcType.PLUM, "strategic_value", None),
                (AbcType.PLATINUM, "pareto_class", None),
            ],
        ),
    ],
    ids=["platinum", "plum", "rib", "rib, strategic value unknown"],
)
def test_abc(facts, rule, expected):
    finding = explained(**facts).abc
    assert finding.rule is rule
    assert gaps(finding) == expected


def test_abc_by_pareto_rule():
    finding = explained({"abc.rule": "PARETO"}).abc
    assert finding.rule is Rule.PARETO_CLASS
    assert gaps(finding) == [(AbcType.PLATINUM, "pareto_class", None)]


def test_unknown_facts_are_none_and_provisional_reasons_are_named():
    found = explained(net_revenue=700)
    assert found.abc.facts["credit_score"] is None
    assert found.abc.facts["clv"] is None
    assert found.provisional == ("PROFILE_UNKNOWN", "CREDIT_UNKNOWN", "CLV_UNKNOWN")


def test_value_tells_what_stood_in_for_the_metric():
    value = explained().value
    assert (value["metric"], value["basis"]) == ("gross_profit", "net_revenue")
    assert (value["value"], value["revenue_share"]) == (110, 11.0)


def test_explanation_and_context_survive_json():
    found = explained(**BUYER)
    assert Explanation.model_validate(json.loads(found.model_dump_json())) == found
    context = score(Population.from_columns(account_id=[1], net_revenue=[5]), Policy()).context
    assert (
        Context.model_validate(json.loads(json.dumps(context.model_dump(mode="json")))) == context
    )


def test_explain_takes_one_account():
    population = Population.from_columns(account_id=[1, 2], net_revenue=[5, 4])
    scores = score(population, Policy())
    with pytest.raises(ValueError, match="one account"):
        explain(population, scores.place(0), scores.context, Policy())
