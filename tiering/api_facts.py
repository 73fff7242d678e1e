"""What of an explanation the API may say to whom: a list of what is allowed, by name (domain §9.2).

What is not named here is said to nobody, so that a new fact stays inside until somebody decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kam.lib.numbers import from_minor
from tiering.engine import Need, System
from tiering.engine.explanation import Fact
from tiering.reader import Reader


class Right(Enum):
    ALL = "whoever sees the classes of the account"
    SALES = "readers of sales amounts"
    VALUE = "readers of the metric accounts are ranked by"
    MARGINS = "readers of cost, margin and lifetime value"

    def has(self, reader: Reader) -> bool:
        return {
            Right.ALL: True,
            Right.SALES: reader.sales,
            Right.VALUE: reader.value,
            Right.MARGINS: reader.margins,
        }[self]


class Unit(Enum):
    PLAIN = "as it is"
    MINOR = "an amount in minor units"
    MAJOR = "an amount in major units"
    HUNDREDTHS = "hundredths of a percent"


@dataclass(frozen=True, slots=True)
class Allowed:
    right: Right = Right.ALL
    unit: Unit = Unit.PLAIN


OPEN, SALES = Allowed(), Allowed(Right.SALES)
SALES_AMOUNT = Allowed(Right.SALES, Unit.MINOR)
VALUE_AMOUNT = Allowed(Right.VALUE, Unit.MINOR)
MARGIN, MARGIN_AMOUNT = Allowed(Right.MARGINS), Allowed(Right.MARGINS, Unit.MINOR)
Names = Mapping[str, Allowed]


def _open(*names: str) -> dict[str, Allowed]:
    return dict.fromkeys(names, OPEN)


FACTS: dict[System, Names] = {
    System.PATTERN: _open(
        "occasions", "days_since_last", "median_interval", "referred_buyers", "referred_big"
    ),
    System.LOYALTY: _open("pattern", "tenure_months"),
    System.PYRAMID: {"value": VALUE_AMOUNT, **_open("rank", "population", "credit_score")},
    System.PARETO: {
        "value": VALUE_AMOUNT,
        "position": OPEN,
        "before": MARGIN_AMOUNT,
        "share_before": MARGIN,
    },
    System.ABC: {
        "clv": MARGIN_AMOUNT,
        **_open("pareto", "credit_score", "strategic_value", "profile_pct"),
    },
    System.SEGMENT: {
        "amount": MARGIN_AMOUNT,
        **_open("days_since_last", "purchase_days", "recency", "frequency", "monetary"),
    },
    System.RECOGNITION: _open("known_aspects", "quality", "pattern", "credit_score"),
    System.KEY_CLASS: _open("alignment", "strength", "idea", "execution"),
}
THRESHOLDS: dict[System, Names] = {
    System.PATTERN: {
        "big_deal_amount": Allowed(Right.SALES, Unit.MAJOR),
        **_open(
            "activity_months", "repeat_min_occasions", "active_factor", "active_floor_days",
            "active_limit_days", "big_referral_ratio",
        ),
    },
    System.LOYALTY: _open("pattern", "tenure_months", "tenure_gap_months"),
    System.PYRAMID: {
        **_open("poor_credit_below", "top_rank", "major_rank", "ordinary_rank"),
        **dict.fromkeys(("top_value", "major_value", "ordinary_value"), VALUE_AMOUNT),
    },
    System.PARETO: {
        **_open("a_share", "b_share"),
        **dict.fromkeys(("positive_total", "a_amount", "b_amount"), MARGIN_AMOUNT),
    },
    System.ABC: _open("pareto", "poor_credit_below", "plum_strategic_min", "profile_complete_pct"),
    System.SEGMENT: {"amount": MARGIN_AMOUNT, **_open("high_from", "days", "purchase_days")},
    System.RECOGNITION: _open("known_aspects", "quality", "poor_credit_below", "contract_years"),
    System.KEY_CLASS: _open(
        "alignment", "strength", "idea", "execution", "watch_from", "watch_rise"
    ),
}  # fmt: skip
# What a gap counts; the condition itself is said to everybody.
GAPS: dict[Need, Allowed] = {
    **dict.fromkeys(
        (
            Need.OCCASIONS, Need.REFERRED_BUYERS, Need.BIG_REFERRALS, Need.TENURE, Need.CREDIT,
            Need.STRATEGIC_VALUE, Need.RECENCY, Need.PURCHASE_DAYS, Need.KNOWN_ASPECTS,
            Need.QUALITY, Need.ALIGNMENT, Need.STRENGTH, Need.IDEA, Need.EXECUTION,
        ),
        OPEN,
    ),
    Need.VALUE: VALUE_AMOUNT,
    Need.SHARE_BEFORE: MARGIN,
    Need.CLV: MARGIN_AMOUNT,
    Need.AMOUNT: MARGIN_AMOUNT,
}  # fmt: skip
# Facts of the criteria of weighted scores; the scores themselves are for readers of sales.
CRITERIA: Names = {
    **dict.fromkeys(
        (
            "INTEGRITY", "OPERATING", "ECONOMIC", "LOCATION", "INTERACTION", "market_growth",
            "cooperation", "strategic_value", "cultural_fit", "operating_condition",
            "idea_alignment", "policy_acceptance",
            "management_ability", "network_breadth", "peer_standing", "peer_influence",
        ),
        SALES,
    ),
    "policy_execution_rate": Allowed(Right.SALES, Unit.HUNDREDTHS),
    "performance_pct": Allowed(Right.SALES, Unit.HUNDREDTHS),
    "MAX_DEMAND": SALES_AMOUNT,
    "wallet_gap": SALES_AMOUNT,
    "DEV_COST": MARGIN,
    "KEEP_COST": MARGIN,
}  # fmt: skip


def allowed_of(values: Mapping[str, Fact], names: Names, reader: Reader) -> dict[str, Any]:
    """The values this reader may see; amounts as text in major units, shares in percent."""
    return {
        name: said(value, names[name])
        for name, value in values.items()
        if name in names and names[name].right.has(reader)
    }


def said(value: Any, allowed: Allowed) -> Any:
    """A value as JSON carries it; amounts as text, since numbers of JSON are not exact."""
    if value is None or allowed.unit is Unit.PLAIN:
        return value
    if allowed.unit is Unit.HUNDREDTHS:
        return value / 100
    major = from_minor(value) if allowed.unit is Unit.MINOR else value
    return f"{major:.2f}"


def told(value: Any, allowed: Allowed | None, reader: Reader) -> Any:
    """One value, None where this reader may not see it."""
    return said(value, allowed) if allowed and allowed.right.has(reader) else None
