"""The golden 20 accounts of domain §12 with every aggregate of these systems."""

from dataclasses import replace

import numpy as np
import pytest

from kam.lib.classes import AbcType, ParetoClass, PyramidTier, RfmSegment, SmallSubtype
from tests.tiering.engine import golden
from tiering.engine import (
    Metric,
    Policy,
    Population,
    Provisional,
    Risk,
    Spread,
    System,
    concentration,
    explain,
    pareto_check,
    score,
    with_changes,
)

# id, NR, GP, CTS, occasions, days since last, strategic, credit,
# RS %, pyramid, cumulative GP %, Pareto, ABC type
TABLE = """
C01 5200000 1560000 210000 48   6 90 95 30.11 TOP       35.14 A PLATINUM
C02 2400000  600000  90000 30  12 80 88 13.90 MAJOR     48.65 A PLATINUM
C03 1800000  540000  80000 24   9 40 90 10.42 MAJOR     60.81 A PLATINUM
C04 1500000  300000  60000 20  20 35 85  8.69 MAJOR     67.57 A PLATINUM
C05 1200000  300000  45000 18  15 70 92  6.95 MAJOR     74.32 A PLATINUM
C06  900000  250000  40000 15  33 20 80  5.21 ORDINARY  79.95 A PLATINUM
C07  800000  160000  70000 12  41 85 75  4.63 ORDINARY  87.50 B PLUM
C08  640000  140000  30000 12  28 15 82  3.71 ORDINARY  90.65 B RIB
C09  500000  110000  25000 10  60 10 78  2.90 ORDINARY  93.13 B RIB
C10  420000   90000  22000  9  45 65 70  2.43 ORDINARY  95.16 B PLUM
C11  300000   60000  20000  8  75 10 66  1.74 SMALL     96.51 C RIB
C12  260000   52000  21000  6  90  5 72  1.51 SMALL     97.68 C RIB
C13  200000   40000  18000  6 120 10 80  1.16 SMALL     98.58 C RIB
C14  150000   30000  16000  5 100 60 77  0.87 SMALL     99.26 C PLUM
C15  120000   18000  15000  4 150  5 60  0.69 SMALL     99.66 C RIB
C16   90000    9000  14000  3 200  5 58  0.52 SMALL     99.86 C RIB
C17   60000    6000   9000  2 240  0 64  0.35 SMALL    100.00 C RIB
C18  700000  175000  30000 14  18 30 22  4.05 SMALL     83.90 A RIB
C19   30000       0   6000  1 300  0 70  0.17 SMALL    100.00 C RIB
C20  -20000   -8000   5000  1 340  0 70  0.00 SMALL    100.00 C RIB
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
FEN = 100  # minor units


def column(index):
    return np.array([int(row[index]) for row in ROWS], np.int64)


@pytest.fixture
def accounts():
    revenue, profit = column(1) * FEN, column(2) * FEN
    return Population.from_columns(
        account_id=range(1, 21),
        net_revenue=revenue,
        revenue_with_cost=revenue,
        cost_of_goods=revenue - profit,
        cost_to_serve=column(3) * FEN,
        occasions=column(4),
        days_since_last=column(5),
        strategic_value=column(6),
        credit_score=column(7),
        window_occasions=column(4),
        history_months=[24] * 20,
        profile_pct=[100] * 20,
    )


@pytest.fixture
def scores(accounts):
    return score(accounts, Policy())


def names(kinds, codes):
    return [kinds(code).name for code in codes]


def counts(scores, system):
    return [entry.accounts for entry in scores.context.classes[system]]


def test_revenue_share(accounts, scores):
    shares = [scores.context.revenue_share(int(amount)) for amount in accounts.net_revenue]
    assert [f"{share:.2f}" for share in shares] == [row[8] for row in ROWS]


def test_classes(scores):
    assert names(PyramidTier, scores.pyramid) == [row[9] for row in ROWS]
    assert names(ParetoClass, scores.pareto) == [row[11] for row in ROWS]
    assert names(AbcType, scores.abc) == [row[12] for row in ROWS]
    assert not scores.provisional.any()


def test_rfm(scores):
    assert scores.rfm.tolist() == golden.RFM_LABELS.tolist()
    assert names(RfmSegment, scores.segment) == golden.SEGMENTS


def test_cumulative_share(scores):
    reached = scores.before + np.maximum(scores.value, 0)
    shares = 100 * reached / scores.context.positive_total
    assert [f"{share:.2f}" for share in shares] == [row[10] for row in ROWS]


def test_only_c18_has_poor_credit(scores):
    poor = scores.subtype == SmallSubtype.POOR_CREDIT
    assert [row[0] for row, is_poor in zip(ROWS, poor, strict=True) if is_poor] == ["C18"]


def test_cuts_ranks_and_counts(scores):
    context = scores.context
    assert context.population == 20
    assert context.cut_ranks == (1, 4, 10)
    assert scores.rank[1:5].tolist() == [2, 3, 4, 4]
    assert counts(scores, System.PYRAMID) == [1, 4, 5, 10]
    assert counts(scores, System.PARETO) == [7, 4, 9]
    assert counts(scores, System.ABC) == [6, 3, 11]
    assert not context.not_separating


def test_amounts(accounts, scores):
    context = scores.context
    assert context.positive_total == 4_440_000 * FEN
    assert context.positive_revenue == 17_270_000 * FEN
    assert sum(entry.net_revenue for entry in context.classes[System.PYRAMID]) == int(
        accounts.net_revenue.sum()
    )


def test_concentration_of_profit(scores):
    check = pareto_check(scores.value)
    assert f"{check.top20_share:.2f}" == "67.57"
    assert check.n80 == 7


def test_concentration_of_revenue(accounts):
    result = concentration(accounts.net_revenue, Policy())
    assert (f"{result.cr1:.2f}", result.cr1_level) == ("30.11", Risk.RED)
    assert (f"{result.cr5:.2f}", result.cr5_level) == ("70.06", Risk.RED)
    assert (f"{result.hhi:.1f}", result.hhi_level) == ("1433.5", Spread.MODERATE)
    assert f"{result.effective:.2f}" == "6.98"


def test_contribution(accounts):
    result = score(accounts, with_changes(Policy(), {"pyramid.metric": "contribution"}))
    assert result.value.sum() == 3_606_000 * FEN
    assert result.context.basis is Metric.CONTRIBUTION
    losing = np.flatnonzero(result.value < 0)
    ascending = losing[np.argsort(result.value[losing])]
    assert [ROWS[index][0] for index in ascending] == ["C20", "C19", "C16", "C17"]


def test_what_if_c18_had_credit_60(accounts):
    credit = accounts.credit_score.copy()
    credit[17] = 60
    result = score(replace(accounts, credit_score=credit), Policy())
    assert result.rank[17] == 7
    assert result.pyramid[17] == PyramidTier.ORDINARY
    assert result.abc[17] == AbcType.PLATINUM
    assert result.rank[9] == 11
    assert result.pyramid[9] == PyramidTier.SMALL


def test_an_incomplete_file_makes_the_same_class_provisional(accounts):
    profile = np.full(20, 59, np.int16)
    result = score(replace(accounts, profile_pct=profile), Policy())
    assert names(AbcType, result.abc) == [row[12] for row in ROWS]
    assert set(result.provisional.tolist()) == {Provisional.PROFILE_INCOMPLETE}


def test_why_c18_is_pareto_a_and_yet_rib_and_small(accounts, scores):
    found = explain(accounts.row(17), scores.place(17), scores.context, Policy())
    assert f"{found.pareto.facts['share_before']:.2f}" == "79.95"
    assert found.pareto.thresholds["a_share"] == 80
    assert (found.pyramid.rule, found.pyramid.facts["credit_score"]) == ("poor_credit", 22)
    assert [gap.model_dump() for gap in found.pyramid.gaps] == [
        {"to": PyramidTier.ORDINARY, "need": "credit", "missing": 8}
    ]
    assert [gap.model_dump() for gap in found.abc.gaps] == [
        {"to": AbcType.PLUM, "need": "strategic_value", "missing": 30},
        {"to": AbcType.PLATINUM, "need": "credit", "missing": 8},
    ]


def test_what_c06_lacks_to_be_major(accounts, scores):
    found = explain(accounts.row(5), scores.place(5), scores.context, Policy())
    assert (found.pyramid.rule, found.pyramid.facts["rank"]) == ("rank", 6)
    assert found.pyramid.thresholds["major_rank"] == 4
    assert found.pyramid.thresholds["major_value"] == 300_000 * FEN
    assert [gap.model_dump() for gap in found.pyramid.gaps] == [
        {"to": PyramidTier.MAJOR, "need": "value", "missing": 50_000 * FEN}
    ]
