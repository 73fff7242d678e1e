"""What holds for every population (domain §12, last paragraph)."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import AbcType, ParetoClass, PyramidTier, TransactionPattern
from tiering.engine import Metric, Need, Policy, Population, System, explain, score, with_changes
from tiering.engine.context import CLASSES
from tiering.engine.judged import RATED
from tiering.engine.population import COLUMNS
from tiering.engine.score import Classes

# The classes that no absolute amount of the policy decides, and with them all results.
RANKED = ["pattern", "loyalty", "pyramid", "subtype", "pareto", "abc", "provisional"]
CLASS_COLUMNS = [name for name in Classes.__slots__ if name not in ("lifetime", "assessed")]
RESULTS = ["value", "retention", "rfm", "estimated", "position", "rank", "before", *CLASS_COLUMNS]

# One core, many neighbours: no deadline, and examples enough to find broken rules in seconds.
quick = settings(deadline=None, max_examples=60)

# Few different values, so that ties, zeros and borders are common.
amounts = st.integers(-3, 12) | st.integers(-(10**6), 10**9)
rating = st.integers(-1, 100)


@st.composite
def populations(draw, min_size=0, costs=True):
    """Populations with ties, losses, unknown facts and, with `costs`, partly known costs."""
    size = draw(st.integers(min_size, 20))

    def column(values):
        return draw(st.lists(values, min_size=size, max_size=size))

    revenue = np.array(column(amounts), np.int64)
    known = np.array(column(st.sampled_from([0, 50, 80, 100] if costs else [0])), np.int64)
    with_cost = revenue * known // 100
    return Population.from_columns(
        account_id=sorted(draw(st.sets(st.integers(1, 10**6), min_size=size, max_size=size))),
        net_revenue=revenue,
        revenue_with_cost=with_cost,
        cost_of_goods=with_cost * np.array(column(st.integers(0, 12)), np.int64) // 10,
        cost_to_serve=column(st.integers(0, 5)),
        occasions=column(st.integers(0, 8)),
        days_since_last=column(st.integers(-1, 400)),
        median_interval=column(st.just(np.nan) | st.integers(0, 400).map(lambda days: days / 2)),
        tenure_months=column(st.integers(-1, 80)),
        referred_buyers=column(st.integers(0, 4)),
        referred_big=column(st.integers(0, 4)),
        credit_score=column(rating),
        strategic_value=column(rating),
        profile_pct=column(rating),
        window_occasions=column(st.integers(0, 8)),
        history_months=column(st.integers(-1, 30)),
        **{name: column(st.integers(1, 5) | st.just(-1)) for name in RATED},
        performance=column(st.integers(-1, 10_000)),
        items_checked=column(st.just(10)),
        items_carried_out=column(st.integers(0, 10)),
        contract_months=column(st.integers(0, 60)),
        strategic_project=column(st.sampled_from([0, 60_000_000])),
        wallet=column(st.integers(-1, 10**9)),
    )


policies = st.builds(
    lambda metric, rule, cumulative, cuts, credit: with_changes(
        Policy(),
        {
            "pyramid.metric": metric,
            "abc.rule": rule,
            "pyramid.cumulative": [share / 1000 for share in sorted(cumulative)],
            "abc.pareto_cuts": [cut / 10 for cut in sorted(cuts)],
            "pyramid.poor_credit_below": credit,
        },
    ),
    st.sampled_from([str(metric) for metric in Metric]),
    st.sampled_from(["SEED", "PARETO"]),
    st.sets(st.integers(1, 999), min_size=3, max_size=3),
    st.sets(st.integers(1, 999), min_size=2, max_size=2),
    st.sampled_from([0, 30, 60]),
)


def same(first, second, columns=RESULTS):
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in columns)


def same_assessed(first, second):
    """Of two results: the lifetime values and every score by judgement."""
    worth = (one.lifetime.amount for one in (first, second))
    scores = ("potential", "alignment", "strength", "criteria")
    return np.array_equal(*worth) and all(
        np.array_equal(getattr(first.assessed, name).score, getattr(second.assessed, name).score)
        for name in scores
    )


@quick
@given(populations(), policies)
def test_every_account_has_one_class_in_each_system(population, policy):
    scores = score(population, policy)
    for system in (System.PATTERN, System.PYRAMID, System.PARETO, System.ABC):
        assert set(getattr(scores, system).tolist()) <= set(CLASSES[system])
        sums = scores.context.classes[system]
        assert sum(entry.accounts for entry in sums) == len(population)
        assert sum(entry.value for entry in sums) == scores.value.sum()
        assert sum(entry.net_revenue for entry in sums) == population.net_revenue.sum()
    assert sorted(scores.position.tolist()) == list(range(1, len(population) + 1))


@quick
@given(populations(), policies)
def test_layers_keep_their_cuts_but_for_ties(population, policy):
    scores = score(population, policy)
    for tier, cut in zip(PyramidTier, scores.context.cut_ranks, strict=False):
        members = np.flatnonzero(scores.pyramid <= tier)
        if len(members) > cut:
            least = scores.value[members].min()
            assert np.count_nonzero(scores.value[members] > least) < cut


@quick
@given(populations(), policies)
def test_equal_value_means_equal_tier_unless_credit_is_poor(population, policy):
    scores = score(population, policy)
    ranked = scores.rank > 0
    tiers = {}
    for value, tier in zip(scores.value[ranked], scores.pyramid[ranked], strict=True):
        assert tiers.setdefault(value, tier) == tier


@quick
@given(populations(), policies)
def test_a_better_value_never_means_a_worse_class(population, policy):
    scores = score(population, policy)
    order = np.argsort(scores.position)
    assert (np.diff(scores.value[order]) <= 0).all()
    assert (np.diff(scores.pareto[order]) >= 0).all()
    assert (np.diff(scores.pyramid[order][scores.rank[order] > 0]) >= 0).all()


@quick
@given(populations(), policies)
def test_running_twice_changes_nothing(population, policy):
    first, second = score(population, policy), score(population, policy)
    assert same(first, second)
    assert same_assessed(first, second)
    assert first.context == second.context


@quick
@given(populations(costs=False), policies, st.integers(2, 1000))
def test_multiplying_all_amounts_changes_no_class(population, policy, factor):
    # Estimates are rounded to whole minor units, so this holds where every amount is known.
    money = ("net_revenue", "cost_to_serve")
    multiplied = replace(population, **{name: getattr(population, name) * factor for name in money})
    assert same(score(population, policy), score(multiplied, policy), RANKED)


@quick
@given(populations(), policies, st.randoms(use_true_random=False))
def test_numbering_of_accounts_only_breaks_ties(population, policy, random):
    """Other ids in another order: same tiers, and the same number of accounts in every class."""
    shuffled = list(range(len(population)))
    random.shuffle(shuffled)
    columns = {name: getattr(population, name)[shuffled] for name in COLUMNS}
    columns["account_id"] = population.account_id
    moved = Population(**columns, judged=population.judged.rows(shuffled))
    first, second = score(population, policy), score(moved, policy)
    assert np.array_equal(first.pyramid[shuffled], second.pyramid)
    assert np.array_equal(first.pattern[shuffled], second.pattern)
    assert np.array_equal(np.bincount(first.pareto), np.bincount(second.pareto))


@quick
@given(populations(min_size=1), policies)
def test_explanation_agrees_with_the_score_of_every_account(population, policy):
    scores = score(population, policy)
    for index in range(len(population)):
        found = explain(population.row(index), scores.place(index), scores.context, policy)
        for system in set(System) - {System.SUBTYPE}:
            assert getattr(found, system).code == getattr(scores, system)[index]
        assert found.subtype == scores.subtype[index]
        assert bool(found.provisional) == bool(scores.provisional[index])
        assert found.worth.clv == (
            int(scores.lifetime.amount[index]) if scores.lifetime.known[index] else None
        )


@quick
@given(populations(min_size=1), policies)
def test_points_add_up_to_the_score_of_every_account(population, policy):
    scores = score(population, policy)
    for index in range(len(population)):
        found = explain(population.row(index), scores.place(index), scores.context, policy)
        for name in ("potential", "alignment", "strength"):
            broken, column = getattr(found, name), getattr(scores.assessed, name).score
            assert broken.score == (None if column[index] == -1 else column[index])
            if broken.score is not None:
                assert sum(part.points or 0 for part in broken.parts) == broken.score


@quick
@given(populations(min_size=1), policies)
def test_who_has_no_gap_has_the_best_class(population, policy):
    scores = score(population, policy)
    best = {
        System.PATTERN: TransactionPattern.BIG_REFERRER,
        System.PYRAMID: PyramidTier.TOP,
        System.PARETO: ParetoClass.A,
        System.ABC: AbcType.PLATINUM,
    }
    for index in range(len(population)):
        found = explain(population.row(index), scores.place(index), scores.context, policy)
        for system, code in best.items():
            finding = getattr(found, system)
            assert (finding.code == code) == (finding.gaps == ())


@quick
@given(populations(min_size=1, costs=False), st.data())
def test_closing_the_pyramid_gap_gives_the_named_tier(population, data):
    policy = with_changes(Policy(), {"pyramid.metric": "net_revenue"})
    scores = score(population, policy)
    index = data.draw(st.integers(0, len(population) - 1))
    found = explain(population.row(index), scores.place(index), scores.context, policy)
    for gap in found.pyramid.gaps:
        name = "credit_score" if gap.need is Need.CREDIT else "net_revenue"
        column = getattr(population, name).copy()
        column[index] += gap.missing
        assert score(replace(population, **{name: column}), policy).pyramid[index] == gap.to
        column[index] -= 1
        assert score(replace(population, **{name: column}), policy).pyramid[index] > gap.to or (
            gap.to == PyramidTier.SMALL
        )


@quick
@given(populations(min_size=1), st.data())
def test_closing_the_pattern_gap_gives_the_named_pattern_or_better(population, data):
    index = data.draw(st.integers(0, len(population) - 1))
    scores = score(population, Policy())
    found = explain(population.row(index), scores.place(index), scores.context, Policy())
    fact = {Need.OCCASIONS: "occasions", Need.BIG_REFERRALS: "referred_big"}
    for gap in found.pattern.gaps:
        name = fact.get(gap.need, gap.need)
        column = getattr(population, name).copy()
        column[index] += gap.missing
        recency = population.days_since_last.copy()
        recency[index] = 0
        changed = replace(population, **{name: column, "days_since_last": recency})
        assert score(changed, Policy()).pattern[index] >= gap.to
