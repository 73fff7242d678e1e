"""Transaction pattern and loyalty ladder: domain §3.2."""

import numpy as np
import pytest

from kam.lib.classes import LoyaltyStep as Step
from kam.lib.classes import TransactionPattern as Pattern
from tiering.engine import Policy, Population, with_changes
from tiering.engine.pattern import loyalty_steps, transaction_patterns


def pattern(policy=None, **facts):
    population = Population.from_columns(
        account_id=[1], **{name: [fact] for name, fact in facts.items()}
    )
    return Pattern(transaction_patterns(population, policy or Policy())[0])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"occasions": 0}, Pattern.NONE, id="no purchase"),
        pytest.param({"occasions": 1, "days_since_last": 1}, Pattern.ONE_OFF, id="1 x 500,000"),
        pytest.param(
            {"occasions": 2, "days_since_last": 1, "median_interval": 30},
            Pattern.ONE_OFF,
            id="a trial",
        ),
        pytest.param(
            {"occasions": 5, "days_since_last": 40, "median_interval": 60},
            Pattern.REPEAT,
            id="5 x 100,000",
        ),
        pytest.param(
            {"occasions": 5, "days_since_last": 40, "median_interval": 60, "referred_buyers": 2},
            Pattern.REFERRER,
            id="referred 30k and 20k",
        ),
        pytest.param(
            {
                "occasions": 5,
                "days_since_last": 40,
                "median_interval": 60,
                "referred_buyers": 2,
                "referred_big": 1,
            },
            Pattern.BIG_REFERRER,
            id="referred 150k and 20k",
        ),
        pytest.param(
            {"occasions": 5, "days_since_last": 400, "median_interval": 60},
            Pattern.LAPSED,
            id="stopped",
        ),
        pytest.param(
            {
                "occasions": 5,
                "days_since_last": 400,
                "median_interval": 60,
                "referred_buyers": 2,
                "referred_big": 2,
            },
            Pattern.LAPSED,
            id="referrals do not revive",
        ),
    ],
)
def test_tv_3_2(facts, expected):
    assert pattern(**facts) == expected


@pytest.mark.parametrize(
    ("days", "median", "expected"),
    [
        (180, 10, Pattern.REPEAT),
        (181, 10, Pattern.LAPSED),
        (200, 100, Pattern.REPEAT),
        (201, 100, Pattern.LAPSED),
        (199, 99.5, Pattern.REPEAT),
        (200, 99.5, Pattern.LAPSED),
        (180, np.nan, Pattern.REPEAT),
        (181, np.nan, Pattern.LAPSED),
    ],
)
def test_active_up_to_and_including_the_limit(days, median, expected):
    assert pattern(occasions=5, days_since_last=days, median_interval=median) == expected


def test_a_fractional_factor_compares_exactly():
    policy = with_changes(Policy(), {"pattern.active_factor": 1.1, "pattern.active_floor_days": 0})
    assert pattern(policy, occasions=3, days_since_last=33, median_interval=30) == Pattern.REPEAT
    assert pattern(policy, occasions=3, days_since_last=34, median_interval=30) == Pattern.LAPSED


@pytest.mark.parametrize(
    ("kind", "tenure", "wallet", "alert", "expected"),
    [
        (Pattern.NONE, -1, -1, False, 0),
        (Pattern.ONE_OFF, 80, 90, False, Step.ONE_OFF),
        (Pattern.LAPSED, 80, 90, False, Step.ONE_OFF),
        (Pattern.REPEAT, 11, 90, False, Step.ONE_OFF),
        (Pattern.REPEAT, 12, 90, False, Step.LONG_TERM),
        (Pattern.BIG_REFERRER, 59, 90, False, Step.LONG_TERM),
        (Pattern.REPEAT, 60, 59, False, Step.LONG_TERM),
        (Pattern.REPEAT, 60, -1, False, Step.LONG_TERM),
        (Pattern.REPEAT, 60, 60, True, Step.LONG_TERM),
        (Pattern.REPEAT, 60, 60, False, Step.LIFELONG),
    ],
)
def test_loyalty_ladder(kind, tenure, wallet, alert, expected):
    steps = loyalty_steps(
        np.array([kind], np.int8),
        np.array([tenure], np.int32),
        np.array([wallet], np.int16),
        np.array([alert]),
    )
    assert steps.tolist() == [expected]


def test_without_wallet_share_and_alerts_long_term_is_the_highest_step():
    steps = loyalty_steps(np.array([Pattern.REPEAT], np.int8), np.array([80], np.int32))
    assert steps.tolist() == [Step.LONG_TERM]
