"""Share of wallet: domain §6.7."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiering.engine.wallet import share_of_wallet, wallet_allocation


@pytest.mark.parametrize(
    ("sales", "wallet", "expected"),
    [
        (40, 100, (4000, False)),
        (1, 3, (3333, False)),
        (2, 3, (6667, False)),
        (0, 100, (0, False)),
        (100, 100, (10_000, False)),
        (100_001, 100_000, (10_000, True)),
        (500, 100, (10_000, True)),
        (-20, 100, (0, False)),
        (40, 0, (-1, False)),
        (40, -5, (-1, False)),
        (40, None, (-1, False)),
    ],
    ids=[
        "a part",
        "rounded down",
        "rounded up",
        "nothing",
        "all",
        "hardly more than all",
        "far more than all",
        "more returns than sales",
        "no wallet",
        "an impossible wallet",
        "unknown wallet",
    ],
)
def test_share_of_wallet(sales, wallet, expected):
    found = share_of_wallet(
        np.array([sales]), np.array([wallet or 0]), np.array([wallet is not None])
    )
    assert (found.share[0], found.data_error[0]) == expected


@pytest.mark.parametrize(
    ("places", "shares"),
    [
        ([1], ["1"]),
        ([1, 2], ["2/3", "1/3"]),
        ([1, 2, 3], ["1/2", "1/3", "1/6"]),
        ([3, 1, 2], ["1/6", "1/2", "1/3"]),
        ([1, 1], ["1/2", "1/2"]),
        ([1, 2, 2], ["1/2", "1/4", "1/4"]),
        ([1, 1, 3], ["5/12", "5/12", "1/6"]),
        ([], []),
    ],
)
def test_tv_6_7(places, shares):
    assert wallet_allocation(places) == [Fraction(share) for share in shares]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_allocation_adds_up_to_1_and_follows_the_places(places):
    shares = wallet_allocation(places)
    assert sum(shares) == 1
    assert min(shares) > 0
    for place, share in zip(places, shares):
        assert all(share >= other for later, other in zip(places, shares) if later >= place)
