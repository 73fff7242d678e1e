"""What-if: matrices, movers and effects agree with a comparison one account at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.classes import PyramidTier as Tier
from tiering.engine import Policy, Population, score, with_changes
from tiering.whatif import LADDERS, UNRATED, WhatIf, layer_quotas
from tiering.whatif_holders import by_holder

POLICY = Policy()


def book(profits, **columns):
    return Population.from_columns(
        account_id=range(1, len(profits) + 1),
        net_revenue=[2 * profit for profit in profits],
        revenue_with_cost=[2 * profit for profit in profits],
        cost_of_goods=profits,
        **columns,
    )


def whatif(population, changes, visible=None, base=POLICY):
    draft = with_changes(base, changes)
    return WhatIf(score(population, base), score(population, draft), visible)


TEN = [1000, 900, 800, 700, 600, 500, 400, 300, 200, 100]
WIDER = {"pyramid.cumulative": [0.2, 0.4, 0.6]}


def test_wider_cuts_move_exactly_those_between_the_lines():
    # 1/1/3/5 of ten becomes 2/2/2/4.
    found = whatif(book(TEN), WIDER)
    cells = {
        (cell.before, cell.after): (cell.accounts, cell.way)
        for row in found.matrices["pyramid"].rows
        for cell in row.cells
        if cell.accounts
    }
    assert cells == {
        (Tier.TOP, Tier.TOP): (1, 0),
        (Tier.MAJOR, Tier.TOP): (1, 1),
        (Tier.ORDINARY, Tier.MAJOR): (2, 1),
        (Tier.ORDINARY, Tier.ORDINARY): (1, 0),
        (Tier.SMALL, Tier.ORDINARY): (1, 1),
        (Tier.SMALL, Tier.SMALL): (4, 0),
    }
    assert (found.moved, found.up, found.down) == (4, 4, 0)
    assert [found.account_id[row] for row in found.movers()] == [2, 3, 4, 6]
    assert [found.account_id[row] for row in found.movers("pyramid", 3, 2)] == [3, 4]


def test_quotas_are_the_cut_counts_in_force():
    found = whatif(book(TEN), WIDER)
    assert [(q.tier, q.quota, q.accounts, q.off) for q in found.quotas] == [
        (1, 1, 2, 1), (2, 1, 2, 1), (3, 3, 2, -1), (4, 5, 4, -1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cuts", "size", "layers"),
    [
        pytest.param((1, 4, 10), 20, (1, 3, 6, 10), id="twenty"),
        pytest.param((1, 1, 1), 1, (1, 0, 0, 0), id="one"),
        pytest.param((0, 0, 0), 0, (0, 0, 0, 0), id="nobody"),
    ],
)
def test_layers_add_up_to_the_book(cuts, size, layers):
    assert layer_quotas(cuts, size) == layers
    assert sum(layers) == size


def test_an_account_that_moves_in_two_systems_counts_once():
    found = whatif(book(TEN), {**WIDER, "abc.rule": "PARETO", "abc.pareto_cuts": [30, 60]})
    moves = found.moves()
    assert moves["pyramid"] + moves["pareto"] > moves["accounts"] == found.moved
    assert moves["up"] + moves["down"] == moves["accounts"]


def test_only_what_the_reader_may_see_is_counted():
    found = whatif(book(TEN), WIDER, visible=[2, 6, 10])
    assert (found.size, found.moved) == (3, 2)
    assert sum(found.matrices["pyramid"].after) == 3
    assert sum(quota.accounts for quota in found.quotas) == 10  # the law is the whole book's


def test_effects_are_by_holder_and_nobody_is_one():
    effects = by_holder(np.array([70, 70, 71, 0]), np.array([1, 1, 0, 1]), np.array([0, 0, 1, 0]))
    assert [(effect.key, effect.up, effect.down) for effect in effects] == [
        (70, 2, 0), (None, 1, 0), (71, 0, 1),
    ]  # fmt: skip


def test_accounts_of_one_side_only_are_not_rated_on_the_other():
    few = Population.from_columns(account_id=[1, 3], net_revenue=[5, 4])
    more = Population.from_columns(account_id=[1, 2, 3], net_revenue=[5, 9, 4])
    found = WhatIf(score(few, POLICY), score(more, POLICY))
    matrix = found.matrices["pyramid"]
    assert matrix.codes[-1] == UNRATED
    assert sum(matrix.after) == 3
    assert [(row.before, row.accounts) for row in matrix.rows if row.accounts] == [
        (Tier.TOP, 1), (Tier.SMALL, 1), (UNRATED, 1),
    ]  # fmt: skip
    assert list(found.account_id[found.movers("pyramid", UNRATED)]) == [2]


profits = st.lists(st.integers(-50, 50), min_size=1, max_size=30)
cuts = st.lists(st.integers(1, 99), min_size=3, max_size=3, unique=True).map(sorted)


@given(profits, cuts)
def test_every_cell_counts_what_a_walk_over_the_accounts_counts(profits, cuts):
    found = whatif(book(profits), {"pyramid.cumulative": [cut / 100 for cut in cuts]})
    for system in LADDERS:
        now, then = (side.classes[system].tolist() for side in (found.now, found.then))
        pairs = list(zip(now, then, strict=True))
        for row in found.matrices[system].rows:
            for cell in row.cells:
                assert cell.accounts == pairs.count((cell.before, cell.after))
        assert found.moves()[system] == sum(a != b for a, b in pairs)


@given(profits)
def test_the_same_policy_moves_nobody(profits):
    found = whatif(book(profits), {})
    assert found.moved == 0
    assert not np.any(found.way)
    assert len(found.movers()) == 0
