"""The policy document: domain Appendix A as defaults, and what it refuses."""

import json

import pytest
from pydantic import ValidationError

from tiering.engine import Policy, PolicyError, UnknownSetting, ValueNotAllowed, with_changes

SPEND = {
    "cuts": [100000, 500000, 1000000, 2000000, 5000000, 10000000],
    "points": [0, 20, 40, 55, 70, 85, 100],
}
APPENDIX_A = {
    "window": {
        "ttm_months": 12,
        "activity_months": 24,
        "dormant_months": 12,
        "tenure_gap_months": 12,
    },
    "money": {
        "base_currency": "CNY",
        "rollup_to_group": True,
        "cogs_missing_max": 0.20,
        "discount_rate": 0.10,
        "clv_horizon_years": 5,
        "retention_default": {"TOP": 0.95, "MAJOR": 0.90, "ORDINARY": 0.75, "SMALL": 0.50},
        "retention_prior_weight": 10,
    },
    "pattern": {
        "repeat_min_occasions": 3,
        "active_factor": 2,
        "active_floor_days": 180,
        "big_deal_amount": 100000,
        "big_referral_ratio": 0.5,
    },
    "pyramid": {
        "metric": "gross_profit",
        "cumulative": [0.01, 0.20, 0.50],
        "poor_credit_below": 30,
    },
    "abc": {
        "rule": "SEED",
        "pareto_cuts": [80, 95],
        "plum_strategic_min": 60,
        "profile_complete_min": 0.60,
    },
    "key_account": {
        "min_known_aspects": 5,
        "q_min": 57,
        "rs_min_pct": 1.0,
        "potential_min": 70,
        "strategic_project_min": 500000,
        "big_order_percentile": 80,
        "big_order_amount": 100000,
        "long_years": 3,
        "partly_years": 1,
        "contract_years": 2,
        "met_rating": 4,
        "partly_rating": 3,
        "warn_count": 35,
        "alarm_count": 50,
        "max_accounts_per_kam": 4,
    },
    "class": {
        "al_core": 75,
        "st_min": 60,
        "idea_min": 4,
        "policy_exec_min": 80,
        "watch_from": 65,
        "watch_rise": 10,
        "alignment_weights": {
            "idea_alignment": 40,
            "policy_acceptance": 25,
            "policy_execution_rate": 35,
        },
        "strength_weights": {
            "performance_pct": 30,
            "management_ability": 20,
            "network_breadth": 15,
            "peer_standing": 20,
            "peer_influence": 15,
        },
        "resource_factor": {"CORE": 1.0, "IMPORTANT": 0.7, "OTHER": 0.4},
    },
    "selection": {
        "selected_min": 60,
        "reserve_min": 45,
        "integrity_knockout": 30,
        "breach_penalty": 20,
        "weights": {
            "INTEGRITY": 18,
            "OPERATING": 17,
            "ECONOMIC": 17,
            "LOCATION": 5,
            "MAX_DEMAND": 18,
            "DEV_COST": 10,
            "INTERACTION": 5,
            "KEEP_COST": 10,
        },
        "bands": {
            "INTEGRITY": {"cuts": [70, 80, 90, 95, 98], "points": [0, 30, 50, 70, 85, 100]},
            "MAX_DEMAND": SPEND,
            "DEV_COST": {"cuts": [10, 25, 50, 100], "points": [100, 80, 60, 30, 0]},
            "KEEP_COST": {"cuts": [5, 10, 20, 35], "points": [100, 80, 60, 30, 0]},
        },
        "zones": [100, 80, 60, 40, 20],
        "ideal_weights": {"value": 0.6, "ease": 0.4},
        "ideal_cut": 50,
    },
    "hysteresis": {
        "immediate": False,
        "review_day": 1,
        "up_reviews": 2,
        "down_reviews": 3,
        "score_buffer": 5,
        "rank_buffer_pct": 10,
        "dwell_days": 90,
        "proposal_expiry_days": 30,
        "reject_silence_days": 60,
        "new_days": 90,
        "new_occasions": 3,
    },
    "grid": {
        "preset": "GATE3",
        "personal_coverage": 0.60,
        "stale_days": 180,
        "imbalance_warn": 2,
        "evidence_needed": 2,
    },
    "score": {
        "min_coverage": 0.60,
        "rfm_high_from": 4,
        "rfm_min_population": 10,
        "ahp_cr_max": 0.10,
    },
    "rfm": {
        "metric": "net_revenue",
        "weights": {"recency": 0.2, "frequency": 0.3, "monetary": 0.5},
        "bands": {
            "recency_days": [30, 90, 180, 365],
            "occasions": [2, 4, 8, 12],
            "amount": [10000, 50000, 200000, 1000000],
        },
    },
    "potential": {
        "weights": {
            "wallet_gap": 40,
            "market_growth": 15,
            "cooperation": 15,
            "strategic_value": 15,
            "cultural_fit": 10,
            "operating_condition": 5,
        },
        "wallet_gap": SPEND,
    },
    "portfolio": {
        "attractiveness_cut": 5.0,
        "strength_cut": 1.0,
        "horizon_years": 3,
        "attractiveness_weights": {
            "available_spend": 25,
            "growth": 25,
            "profitability": 20,
            "fit": 15,
            "influence": 10,
            "payment": 5,
        },
        "strength_weights": {
            "solution": 25,
            "delivery": 20,
            "price": 15,
            "technical_support": 15,
            "relation": 15,
            "brand": 10,
        },
    },
    "decline": {
        "amount": [0.70, 0.50],
        "gap": [1.5, 2.5],
        "poisson_p": [0.05, 0.01],
        "sow_drop": [10, 20],
        "contact": [1.5, 2.5],
        "overdue_days": [30, 60],
        "overdue_share": [0.10, 0.20],
        "baseline_min_occasions": 4,
        "baseline_min_amount": 10000,
        "risk_levels": [30, 60],
        "reopen_days": 30,
        "clear_runs": 2,
        "escalate_days": [2, 5],
    },
    "health": {
        "weights": {
            "trend": 30,
            "relationship": 25,
            "engagement": 15,
            "service": 15,
            "payment": 15,
        },
        "bands": [70, 40],
    },
    "coverage_days": {"TOP": 14, "MAJOR": 30, "ORDINARY": 90, "SMALL": 180},
    "executive_days": {"TOP": 90, "MAJOR": 180},
    "hours": {"visit": 3, "review": 6, "remote": 0.5, "capacity_per_rep": 880, "warn": 0.90},
    "priority": {"value": 0.40, "potential": 0.35, "importance": 0.25},
    "concentration": {"cr1": [10, 20, 30], "cr5": [50, 70], "hhi": [1000, 1800]},
    "green_channel_minutes": {"1": [30, 240], "2": [120, 480], "3": [240, 960]},
    "care": {
        "greeting_gap_days": 14,
        "birthday_lead_days": 7,
        "gift_approval_over": 200,
        "gift_block_over": 500,
        "gift_year_cap": 1000,
        "gift_repeat_months_account": 24,
        "government_gifts": False,
    },
}


def test_defaults_are_appendix_a():
    """And three settings it names only in words: §3.10 for new accounts, and the trial switch."""
    assert Policy().document() == APPENDIX_A


def test_document_is_json_and_reads_back_unchanged():
    policy = with_changes(Policy(), {"pyramid.cumulative": [0.015, 0.25, 0.6]})
    again = Policy.model_validate(json.loads(json.dumps(policy.document())))
    assert again == policy
    assert again.hash() == policy.hash()


def test_hash_depends_on_values_and_not_on_their_spelling():
    policy = Policy.model_validate({"health": {"bands": [70.0, 40]}, "pyramid": {}})
    assert policy.hash() == Policy().hash()
    assert with_changes(Policy(), {"window.ttm_months": 24}).hash() != Policy().hash()


def test_policy_is_frozen():
    with pytest.raises(ValidationError):
        Policy().window.ttm_months = 24


@pytest.mark.parametrize("document", [{"widow": {}}, {"window": {"ttm": 12}}, {"classes": {}}])
def test_unknown_keys_are_refused(document):
    with pytest.raises(ValidationError):
        Policy.model_validate(document)


@pytest.mark.parametrize(
    ("path", "given", "stored"),
    [
        ("window.ttm_months", 24, 24),
        ("window.ttm_months", "24", 24),
        ("pyramid.metric", "clv", "clv"),
        ("pyramid.metric", '"clv"', "clv"),
        ("money.rollup_to_group", "false", False),
        ("money.base_currency", "GBP", "GBP"),
        ("abc.pareto_cuts", "[70, 90.5]", [70, 90.5]),
        ("abc.pareto_cuts", [70, 90.5], [70, 90.5]),
        ("class.resource_factor.IMPORTANT", "1", 1),
        ("green_channel_minutes.1", "[15, 60]", [15, 60]),
        ("rfm.metric", "gross_profit", "gross_profit"),
        ("selection.bands.DEV_COST.points", "[90, 80, 60, 30, 0]", [90, 80, 60, 30, 0]),
    ],
)
def test_with_changes_sets_one_value(path, given, stored):
    document = with_changes(Policy(), {path: given}).document()
    for name in path.split("."):
        document = document[name]
    assert document == stored


def test_with_changes_reaches_into_a_list_and_leaves_the_given_policy_alone():
    policy = Policy()
    assert with_changes(policy, {"pyramid.cumulative.0": "0.02"}).document()["pyramid"][
        "cumulative"
    ] == [0.02, 0.2, 0.5]
    assert policy == Policy()


def test_changes_are_checked_together_and_not_one_by_one():
    changes = {"class.al_core": 60, "class.watch_from": 55}
    assert with_changes(Policy(), changes).classes.al_core == 60


@pytest.mark.parametrize(
    "path",
    ["", "window", "pyramid.cumulative.3", "window.ttm", "window.ttm_months.x", "classes.al_core"],
)
def test_unknown_paths_are_named(path):
    with pytest.raises(UnknownSetting) as caught:
        with_changes(Policy(), {path: 1})
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("window.ttm_months", 0),
        ("window.ttm_months", 12.5),
        ("window.ttm_months", "soon"),
        ("window.ttm_months", True),
        ("money.base_currency", "yuan"),
        ("money.rollup_to_group", 1),
        ("money.cogs_missing_max", 1.01),
        ("money.discount_rate", "NaN"),
        ("money.discount_rate", True),
        ("money.discount_rate", -0.1),
        ("pyramid.metric", "profit"),
        ("pyramid.cumulative", [0.2, 0.01, 0.5]),
        ("pyramid.cumulative", [0.01, 0.2, 0.2]),
        ("pyramid.cumulative", [0.01, 0.2, 1]),
        ("pyramid.cumulative", [0, 0.2, 0.5]),
        ("pyramid.cumulative", [0.01, 0.2]),
        ("pyramid.poor_credit_below", 101),
        ("abc.rule", "seed"),
        ("abc.pareto_cuts", [95, 80]),
        ("abc.pareto_cuts", [80, 100]),
        ("class.resource_factor.IMPORTANT", 1.1),
        ("class.resource_factor.CORE", 0.6),
        ("class.watch_from", 76),
        ("key_account.alarm_count", 34),
        ("selection.weights.INTEGRITY", 19),
        ("selection.reserve_min", 61),
        ("selection.bands.INTEGRITY.cuts", [70, 80, 80, 95, 98]),
        ("selection.bands.INTEGRITY.cuts", []),
        ("selection.bands.KEEP_COST.points", [100, 80, 60, 30]),
        ("selection.bands.KEEP_COST.points", [101, 80, 60, 30, 0]),
        ("selection.zones", [100, 80, 60, 40]),
        ("selection.ideal_weights.value", 0.7),
        ("key_account.partly_years", 4),
        ("key_account.partly_rating", 5),
        ("class.alignment_weights.idea_alignment", 41),
        ("rfm.metric", "clv"),
        ("rfm.weights.monetary", 0.4),
        ("rfm.bands.occasions", [2, 4, 8]),
        ("rfm.bands.recency_days", [90, 30, 180, 365]),
        ("potential.weights.wallet_gap", 39),
        ("portfolio.strength_weights.brand", 11),
        ("hysteresis.review_day", 31),
        ("hysteresis.immediate", 1),
        ("hysteresis.up_reviews", 0),
        ("hysteresis.down_reviews", 101),
        ("hysteresis.new_occasions", 0),
        ("grid.preset", "GATE4"),
        ("decline.amount", [0.5, 0.7]),
        ("decline.gap", [2.5, 1.5]),
        ("health.weights.trend", 31),
        ("health.bands", [40, 70]),
        ("priority.value", 0.5),
        ("concentration.cr1", [10, 30, 20]),
        ("green_channel_minutes.2", [480, 120]),
        ("care.gift_block_over", 100),
    ],
)
def test_values_out_of_range_are_refused_at_their_path(path, value):
    with pytest.raises(ValueNotAllowed) as caught:
        with_changes(Policy(), {path: value})
    assert caught.value.path.startswith(path)
    assert caught.value.reason


def test_bands_change_their_cuts_and_points_together():
    changes = {
        "selection.bands.DEV_COST.cuts": [20],
        "selection.bands.DEV_COST.points": [100, 0],
    }
    bands = with_changes(Policy(), changes).selection.bands.DEV_COST
    assert (bands.cuts, bands.points) == ((20,), (100, 0))


def test_policy_error_reads_as_a_sentence():
    with pytest.raises(PolicyError, match=r"^health\.bands: Values should descend$"):
        with_changes(Policy(), {"health.bands": [40, 70]})
