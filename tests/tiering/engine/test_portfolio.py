"""Portfolio matrix: domain §6.5."""

import numpy as np
import pytest

from kam.lib.classes import PortfolioQuadrant
from tiering.engine import Policy, with_changes
from tiering.engine.portfolio import attractiveness, competitive_score, positions

POLICY = Policy()
STRATEGIC, STAR, STATUS, STREAMLINE = PortfolioQuadrant
UNKNOWN = 0


def position(attractive, ours, competitor, policy=POLICY):
    columns = (np.array([score], np.int32) for score in (attractive, ours, competitor))
    found = positions(*columns, policy)
    return int(found.quadrant[0]), int(found.strength[0]), bool(found.no_competitor[0])


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((630, 720, 600), (STRATEGIC, 120, False)),
        ((630, 500, 600), (STAR, 83, False)),
        ((420, 660, 600), (STATUS, 110, False)),
        ((420, 540, 600), (STREAMLINE, 90, False)),
        ((500, 600, 600), (STRATEGIC, 100, False)),
        ((630, 500, 0), (STRATEGIC, -1, True)),
        ((420, -1, 0), (STATUS, -1, True)),
        ((499, 600, 600), (STATUS, 100, False)),
        ((630, 599, 600), (STAR, 100, False)),
        ((0, 0, 600), (STREAMLINE, 0, False)),
    ],
    ids=[
        "TV: strategic",
        "TV: star",
        "TV: status",
        "TV: streamline",
        "TV: on both cuts",
        "TV: no competitor",
        "no competitor, and we are not rated",
        "just not attractive",
        "just not strong, though it rounds to 1.00",
        "zero is a score",
    ],
)
def test_tv_6_5(scores, expected):
    assert position(*scores) == expected


@pytest.mark.parametrize("scores", [(-1, 600, 600), (630, -1, 600), (630, 600, -1), (-1, 600, 0)])
def test_what_is_unknown_has_no_place(scores):
    assert position(*scores)[0] == UNKNOWN


def test_cuts_are_settings():
    cuts = {"portfolio.attractiveness_cut": 6.31, "portfolio.strength_cut": 1.2}
    assert position(630, 720, 600, with_changes(POLICY, cuts))[0] == STATUS


@pytest.mark.parametrize("function", [attractiveness, competitive_score])
def test_weights(function):
    def score(*factors):
        found = function(*(np.array([factor], np.int8) for factor in factors), POLICY)
        return int(found.score[0]), int(found.coverage[0])

    assert score(10, 10, 10, 10, 10, 10) == (1000, 10_000)
    assert score(0, 0, 0, 0, 0, 0) == (0, 10_000)
    assert score(-1, -1, 10, 10, 10, 10)[0] == -1
    assert score(10, 0, 0, 0, 0, 0)[0] == 250
    for bad in (-2, 11):
        with pytest.raises(ValueError, match="0 to 10"):
            score(bad, 0, 0, 0, 0, 0)


def test_weights_follow_the_order_of_the_arguments():
    one = np.eye(6, dtype=np.int8) * 10
    attractive = attractiveness(*one, POLICY).score
    assert attractive.tolist() == [250, 250, 200, 150, 100, 50]
    assert competitive_score(*one, POLICY).score.tolist() == [250, 200, 150, 150, 150, 100]
