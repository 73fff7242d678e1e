"""Potential score: domain §5.3."""

import numpy as np
import pytest

from tiering.engine import Policy, with_changes
from tiering.engine.potential import potential_score, wallet_gap

POLICY = Policy()
YUAN = 100


def gap(wallet, sales, known=True):
    columns = np.array([wallet * YUAN]), np.array([known]), np.array([sales * YUAN])
    return wallet_gap(*columns, POLICY)


@pytest.mark.parametrize(
    ("wallet", "sales", "expected"),
    [
        (12_000_000, 2_000_000, 100),
        (12_000_000, 2_000_001, 85),
        (3_000_000, 1_000_000, 70),
        (1_000_000, 0, 55),
        (900_000, 400_000, 40),
        (300_000, 200_000, 20),
        (300_000, 200_001, 0),
        (100_000, 300_000, 0),
    ],
)
def test_wallet_gap_has_the_bands_of_maximum_demand(wallet, sales, expected):
    assert gap(wallet, sales) == 100 * expected


def test_an_unknown_wallet_is_not_an_empty_one():
    assert gap(0, 500_000, known=False) == -1


def score(gap, growth, cooperation, strategic, fit, operating, policy=POLICY):
    ratings = (np.array([rating], np.int8) for rating in (growth, cooperation, fit, operating))
    growth, cooperation, fit, operating = ratings
    found = potential_score(
        np.array([gap], np.int32),
        growth,
        cooperation,
        np.array([strategic], np.int16),
        fit,
        operating,
        policy,
    )
    return int(found.score[0]), int(found.coverage[0])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((10_000, 5, 5, 100, 5, 5), (10_000, 10_000)),
        ((10_000, 1, 1, 0, 1, 1), (4000, 10_000)),
        ((0, 5, 1, 0, 1, 1), (1500, 10_000)),
        ((0, 1, 5, 0, 1, 1), (1500, 10_000)),
        ((0, 1, 1, 100, 1, 1), (1500, 10_000)),
        ((0, 1, 1, 0, 5, 1), (1000, 10_000)),
        ((0, 1, 1, 0, 1, 5), (500, 10_000)),
        ((7000, 4, 3, 60, 4, 3), (6575, 10_000)),
        ((7000, -1, 3, 60, -1, -1), (6357, 7000)),
        ((-1, 4, 3, 60, 4, 3), (6292, 6000)),
        ((-1, 4, 3, 60, 4, -1), (-1, 5500)),
    ],
    ids=[
        "best",
        "wallet gap",
        "growth",
        "co-operation",
        "strategic value",
        "cultural fit",
        "operating condition",
        "mixed",
        "some unknown",
        "wallet unknown",
        "too little known",
    ],
)
def test_weights(parts, expected):
    assert score(*parts) == expected


def test_weights_are_settings():
    weights = {"wallet_gap": 0, "market_growth": 55}
    other = with_changes(POLICY, {f"potential.weights.{k}": v for k, v in weights.items()})
    assert score(10_000, 1, 1, 0, 1, 1, policy=other) == (0, 10_000)
