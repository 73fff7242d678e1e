"""Sentences for every rule and every need, in both languages, with and without amounts."""

import re

import numpy as np
import pytest
from django.utils import translation

from kam.lib.classes import AbcType, LoyaltyStep, ParetoClass, PyramidTier, TransactionPattern
from tiering import needs, reasons
from tiering.engine import (
    Metric,
    Need,
    Policy,
    Population,
    Provisional,
    Rule,
    System,
    explain,
    score,
    with_changes,
)
from tiering.engine.judged import JUDGED
from tiering.engine.population import COLUMNS
from tiering.falls import falls
from tiering.reader import Reader

MANAGER = Reader(Metric.GROSS_PROFIT, sales=True, margins=True)
REP = Reader(Metric.GROSS_PROFIT, sales=True, margins=False)


def explained(policy=None, **changes):
    """The first of ten accounts has the facts of `changes`; the others step down in value."""
    rest = np.arange(9, 0, -1) * 10_000
    columns = {
        "account_id": np.arange(1, 11),
        "net_revenue": [100_000, *rest],
        "revenue_with_cost": [100_000, *rest],
        "cost_of_goods": [50_000, *rest // 2],
        "occasions": [5] * 10,
        "days_since_last": [40] * 10,
        "median_interval": [60.0] * 10,
        "tenure_months": [24] * 10,
        "profile_pct": [80] * 10,
    }
    for name, value in changes.items():
        absent = (JUDGED | COLUMNS)[name][1]
        column = list(columns.get(name, [absent] * 10))
        column[0] = value
        columns[name] = column
    population, policy = Population.from_columns(**columns), policy or Policy()
    scores = score(population, policy)
    return explain(population.row(0), scores.place(0), scores.context, policy)


PARETO_RULE = with_changes(Policy(), {"abc.rule": "PARETO"})
NO_SALES = {"net_revenue": 0, "revenue_with_cost": 0, "cost_of_goods": 0}
SMALL = {"net_revenue": 100, "revenue_with_cost": 100, "cost_of_goods": 50}

# Rated as a key account, strong, and aligned: TV 3.6a.
KEY = {"image_influence": 5, "tech_absorption": 5, "market_strength": 4}
STRONG = {
    "performance": 8000,
    "management_ability": 4,
    "network_breadth": 3,
    "peer_standing": 4,
    "peer_influence": 4,
}
ALIGNED = {
    "idea_alignment": 5,
    "policy_acceptance": 4,
    "items_checked": 10,
    "items_carried_out": 9,
}

CASES = [
    (
        "pattern",
        Rule.NO_OCCASIONS,
        {"occasions": 0},
        TransactionPattern.NONE,
        "No purchase in the last 24 months.",
    ),
    (
        "pattern",
        Rule.FEW_OCCASIONS,
        {"occasions": 2},
        TransactionPattern.ONE_OFF,
        "Purchases on 2 days in the last 24 months.",
    ),
    (
        "pattern",
        Rule.STOPPED,
        {"days_since_last": 400},
        TransactionPattern.LAPSED,
        "The last purchase was 400 days ago, later than the limit of 180 days",
    ),
    (
        "pattern",
        Rule.STILL_BUYING,
        {},
        TransactionPattern.REPEAT,
        "The last purchase was 40 days ago, within the limit of 180 days.",
    ),
    (
        "pattern",
        Rule.HAS_REFERRED,
        {"referred_buyers": 3, "referred_big": 1},
        TransactionPattern.REFERRER,
        "3 accounts it referred have bought.",
    ),
    (
        "pattern",
        Rule.HAS_REFERRED_BIG,
        {"referred_buyers": 2, "referred_big": 1},
        TransactionPattern.BIG_REFERRER,
        "1 of 2 referred accounts that bought",
    ),
    ("loyalty", Rule.NO_OCCASIONS, {"occasions": 0}, 0, "It has not bought."),
    (
        "loyalty",
        Rule.NOT_REPEATING,
        {"occasions": 2},
        LoyaltyStep.ONE_OFF,
        "Its transaction pattern is One-off",
    ),
    (
        "loyalty",
        Rule.SHORT_TENURE,
        {"tenure_months": 7},
        LoyaltyStep.ONE_OFF,
        "for 7 months, less than 12.",
    ),
    ("loyalty", Rule.LONG_TENURE, {}, LoyaltyStep.LONG_TERM, "for 24 months, at least 12."),
    ("pyramid", Rule.RANK, {}, PyramidTier.TOP, "Rank 1 of 10 by gross profit."),
    ("pyramid", Rule.RANK, SMALL, PyramidTier.SMALL, "Small begins after rank 5."),
    (
        "pyramid",
        Rule.NO_VALUE,
        NO_SALES,
        PyramidTier.SMALL,
        "It brings no gross profit: a small customer",
    ),
    (
        "pyramid",
        Rule.POOR_CREDIT,
        {"credit_score": 24},
        PyramidTier.SMALL,
        "Its credit score of 24 is below 30",
    ),
    ("pareto", Rule.SHARE_BEFORE, {}, ParetoClass.A, "first 80% of all gross profit."),
    ("pareto", Rule.NO_VALUE, NO_SALES, ParetoClass.C, "It brings no gross profit: class C."),
    (
        "abc",
        Rule.TOP_VALUE,
        {"credit_score": 91},
        AbcType.PLATINUM,
        "Its credit score of 91 is at least 30.",
    ),
    (
        "abc",
        Rule.STRATEGIC_VALUE,
        {**SMALL, "strategic_value": 70},
        AbcType.PLUM,
        "Its strategic value of 70 is at least 60.",
    ),
    ("abc", Rule.NEITHER, SMALL, AbcType.RIB, "Its Pareto class is C; Platinum asks for A."),
    ("abc", Rule.NEITHER, {"credit_score": 10}, AbcType.RIB, "its credit score of 10 is below 30."),
    (
        "abc",
        Rule.NEITHER,
        {"history_months": 12, "cost_to_serve": 60_000},
        AbcType.RIB,
        "its lifetime value is not positive.",
    ),
    ("segment", Rule.SCORES, {}, 4, "the last purchase was 40 days ago."),
    ("segment", Rule.SCORES, {"days_since_last": 1}, 2, "the last purchase was 1 day ago."),
    ("segment", Rule.NEVER_BOUGHT, {"days_since_last": -1}, 9, "It has never bought"),
    ("recognition", Rule.QUALIFIED, KEY, 1, "6 of the seven aspects are known."),
    (
        "recognition",
        Rule.LACKING,
        {**KEY, "occasions": 1},
        2,
        "It does not buy repeatedly.",
    ),
    ("recognition", Rule.FEW_ASPECTS, {}, 3, "Before 5 are known nothing can be said."),
    ("key_class", Rule.NOT_RECOGNISED, {}, 0, "Only key accounts have a class."),
    ("key_class", Rule.NOT_ASSESSED, KEY, 0, "is not rated yet."),
    ("key_class", Rule.ALIGNED, {**KEY, **STRONG, **ALIGNED}, 1, "Alignment 90.25 of 75."),
    (
        "key_class",
        Rule.NOT_ALIGNED,
        {**KEY, **STRONG, **ALIGNED, "idea_alignment": 3},
        2,
        "Agreement of ideas 3 of 4.",
    ),
    (
        "key_class",
        Rule.WEAK,
        {**KEY, **dict.fromkeys(STRONG, 1), "performance": 0},
        3,
        "Strength 0 of 60.",
    ),
]


@pytest.mark.parametrize(
    ("system", "rule", "facts", "code", "says"),
    CASES,
    ids=[f"{case[0]}-{case[1]}-{i}" for i, case in enumerate(CASES)],
)
def test_the_deciding_rule_is_said(system, rule, facts, code, says):
    finding = getattr(explained(**facts), system)
    assert (finding.rule, finding.code) == (rule, code)
    with translation.override("en"):
        assert says in " ".join(reasons.why(finding, MANAGER))


def test_the_pareto_rule_is_said():
    finding = explained(PARETO_RULE).abc
    assert finding.rule == Rule.PARETO_CLASS
    with translation.override("en"):
        assert "follows the Pareto class, which is A." in reasons.why(finding, MANAGER)[0]


def test_every_rule_has_a_case():
    assert {case[1] for case in CASES} | {Rule.PARETO_CLASS} == set(Rule)
    assert set(reasons.SENTENCES) == set(Rule)
    assert set(needs.WORDS) == set(Need)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("facts", [case[2] for case in CASES])
def test_sentences_are_whole_in_both_languages(facts, language):
    found = explained(**facts)
    with translation.override(language):
        for reader in (MANAGER, REP):
            said = [text for each in needs.findings(found) for text in reasons.why(each, reader)]
            said += [need for step in needs.steps(found, reader) for need in step.needs]
            for text in said:
                assert text
                assert "%(" not in text
                assert "None" not in text
                assert "%%" not in text


@pytest.mark.parametrize("facts", [case[2] for case in CASES])
def test_a_rep_reads_ranks_and_bands_only(facts):
    """No amount, and no share of the company's profit, in any sentence."""
    found = explained(**facts)
    with translation.override("en"):
        said = [text for each in needs.findings(found) for text in reasons.why(each, REP)]
        said += [need for step in needs.steps(found, REP) for need in step.needs]
    big = "or more; the rule asks for"  # the policy's own amount, not the account's
    amounts = [text for text in said if "¥" in text and big not in text]
    assert amounts == []
    assert not any(re.search(r"above it bring [\d.]+%\.|now ", text) for text in said)


def test_steps_come_nearest_first_and_hold_all_conditions():
    found = explained(**SMALL, occasions=2, tenure_months=11)
    with translation.override("en"):
        steps = needs.steps(found, MANAGER)
    assert [step.distance for step in steps] == sorted(step.distance for step in steps)
    loyal = next(step for step in steps if step.system == System.LOYALTY)
    assert loyal.needs == (
        "a transaction pattern of Repeat or better",
        "one more month without a long break",
    )


def test_the_missing_amount_is_exact():
    found = explained(net_revenue=45_000, revenue_with_cost=45_000, cost_of_goods=22_500)
    with translation.override("en"):
        step = next(s for s in needs.steps(found, MANAGER) if s.system == System.PYRAMID)
        hidden = next(s for s in needs.steps(found, REP) if s.system == System.PYRAMID)
    # The fifth of ten is the last of Ordinary with 300.00; this one has 225.00.
    assert step.needs == ("¥25 more gross profit, the others unchanged",)
    assert hidden.needs == ("rank 5 or better by gross profit",)
    assert not hidden.shows_way


def test_who_stopped_buying_needs_a_purchase_and_has_no_part_of_a_way():
    with translation.override("en"):
        steps = needs.steps(explained(days_since_last=400), MANAGER)
    back = next(step for step in steps if step.system == System.PATTERN)
    assert back.needs == ("a new purchase: it then buys repeatedly again",)
    assert not back.shows_way


FOURTH = {"net_revenue": 65_000, "revenue_with_cost": 65_000, "cost_of_goods": 32_500}


def test_a_layer_is_named_by_its_ranks():
    with translation.override("en"):
        said = reasons.why(explained(**FOURTH).pyramid, MANAGER)
    assert said[:2] == ["Rank 4 of 10 by gross profit.", "Ordinary is ranks 3 to 5."]


@pytest.mark.parametrize(
    ("facts", "reader", "says"),
    [
        (
            FOURTH,
            MANAGER,
            [
                "2 places down: Small begins after rank 5 by gross profit.",
                "¥25 less gross profit brings it to that cut, the others unchanged.",
                "No purchase for 141 more days: its transaction pattern becomes Lapsed.",
            ],
        ),
        (
            FOURTH,
            REP,
            [
                "2 places down: Small begins after rank 5 by gross profit.",
                "No purchase for 141 more days: its transaction pattern becomes Lapsed.",
            ],
        ),
        (SMALL | {"days_since_last": 400}, MANAGER, []),
    ],
    ids=["with amounts", "in ranks", "nothing lower"],
)
def test_what_would_lower_it(facts, reader, says):
    with translation.override("en"):
        assert falls(explained(**facts), reader) == says


def test_every_provisional_reason_has_words():
    assert set(reasons.PROVISIONAL) == {bit.name for bit in Provisional}
