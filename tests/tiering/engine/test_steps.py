"""A scoring that takes over steps of another one gives what it would have given alone."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tiering.engine.test_score_properties import policies, populations, quick
from tiering.differences import leaves
from tiering.engine import Policy, PolicyError, Population, score, with_changes
from tiering.engine.steps import Steps

NUMBERS = [
    (path, value)
    for path, value in leaves(Policy().document())
    if isinstance(value, int | float | list) and not isinstance(value, bool)
]


@st.composite
def other_policies(draw, policy):
    """The same policy with one or two numbers of it changed, wherever they are."""
    changes = {}
    for path, value in draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=2)):
        step = draw(st.sampled_from([-10, -1, 1, 10]))
        changes[path] = [each + step for each in value] if isinstance(value, list) else value + step
    try:
        return with_changes(policy, changes)
    except PolicyError:
        assume(False)


def equal(first, second):
    """Whether two results hold the same, column by column, all the way down."""
    if isinstance(first, np.ndarray):
        return np.array_equal(first, second)
    if hasattr(type(first), "__dataclass_fields__"):
        return all(equal(getattr(first, f.name), getattr(second, f.name)) for f in fields(first))
    return first == second


@quick
@given(populations(), policies, st.data())
def test_taking_over_steps_changes_no_result(population, policy, data):
    before = Steps()
    score(population, policy, before)
    other = data.draw(other_policies(policy))
    assert equal(score(population, other, Steps(before)), score(population, other))


@pytest.mark.parametrize(
    ("changes", "kept", "redone"),
    [
        pytest.param(
            {"pyramid.cumulative": [0.02, 0.3, 0.6]},
            ["value", "rank", "before", "rfm", "pattern", "pareto", "segment", "band"],
            ["pyramid", "retention", "lifetime"],
            id="layers",
        ),
        pytest.param(
            {"abc.pareto_cuts": [75, 90]},
            ["value", "rank", "pyramid", "pattern", "lifetime", "assessed.potential", "band"],
            ["pareto", "abc"],
            id="pareto",
        ),
        pytest.param(
            {"selection.weights.INTEGRITY": 17, "selection.weights.OPERATING": 18},
            ["value", "pyramid", "pattern", "abc", "key_class", "lifetime", "rfm"],
            ["assessed.criteria", "band"],
            id="weights",
        ),
        pytest.param({"care.greeting_gap_days": 15}, ["pyramid", "abc", "band"], [], id="unscored"),
    ],
)
def test_only_what_a_setting_decides_is_done_again(changes, kept, redone):
    population = Population.from_columns(account_id=range(1, 40), net_revenue=range(39))
    steps = Steps()
    now = score(population, Policy(), steps)
    then = score(population, with_changes(Policy(), changes), Steps(steps))
    assert [name for name in kept if part(then, name) is not part(now, name)] == []
    assert [name for name in redone if part(then, name) is part(now, name)] == []


def part(scores, path):
    for name in path.split("."):
        scores = getattr(scores, name)
    return scores
