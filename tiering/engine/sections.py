"""The sections of the policy document, one class per line of domain Appendix A.

Field names are the keys of the document, defaults the values of Appendix A. Money is in major
units of the base currency.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator

from tiering.engine.sections_rating import (
    AlignmentWeights,
    AttractivenessWeights,
    CompetitiveWeights,
    IdealWeights,
    SelectionBands,
    StrengthWeights,
)
from tiering.engine.settings import (
    Ascending,
    AtLeastOne,
    Count,
    Descending,
    Months,
    Number,
    OpenPercent,
    OpenShare,
    Percent,
    Points,
    Positive,
    Rating,
    Section,
    Share,
    SumsTo1,
    SumsTo100,
)


class Metric(StrEnum):
    """What ranks accounts (domain §3.3)."""

    GROSS_PROFIT = "gross_profit"
    NET_REVENUE = "net_revenue"
    CONTRIBUTION = "contribution"
    CLV = "clv"


class AbcRule(StrEnum):
    """How the ABC type is found (domain §3.4)."""

    SEED = "SEED"
    PARETO = "PARETO"


class Window(Section):
    ttm_months: Months = 12
    activity_months: Months = 24
    dormant_months: Months = 12
    tenure_gap_months: Months = 12


class Retention(Section):
    TOP: Share = Decimal("0.95")
    MAJOR: Share = Decimal("0.90")
    ORDINARY: Share = Decimal("0.75")
    SMALL: Share = Decimal("0.50")


class Money(Section):
    base_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    rollup_to_group: StrictBool = True
    cogs_missing_max: Share = Decimal("0.20")
    discount_rate: Share = Decimal("0.10")
    clv_horizon_years: Annotated[AtLeastOne, Field(le=50)] = 5
    retention_default: Retention = Retention()
    retention_prior_weight: Count = 10


class Pattern(Section):
    repeat_min_occasions: Annotated[Count, Field(ge=2, le=1000)] = 3
    active_factor: Annotated[Positive, Field(le=100)] = Decimal(2)
    active_floor_days: Annotated[Count, Field(le=3660)] = 180
    big_deal_amount: Positive = Decimal(100_000)
    big_referral_ratio: Share = Decimal("0.5")


class Pyramid(Section):
    metric: Metric = Metric.GROSS_PROFIT
    cumulative: Annotated[tuple[OpenShare, OpenShare, OpenShare], Ascending] = (
        Decimal("0.01"),
        Decimal("0.20"),
        Decimal("0.50"),
    )
    poor_credit_below: Points = 30


class Abc(Section):
    rule: AbcRule = AbcRule.SEED
    pareto_cuts: Annotated[tuple[OpenPercent, OpenPercent], Ascending] = (Decimal(80), Decimal(95))
    plum_strategic_min: Points = 60
    profile_complete_min: Share = Decimal("0.60")


class KeyAccount(Section):
    min_known_aspects: Annotated[Count, Field(ge=1, le=7)] = 5
    q_min: Percent = Decimal(57)
    rs_min_pct: Percent = Decimal(1)
    potential_min: Points = 70
    strategic_project_min: Number = Decimal(500_000)
    big_order_percentile: Percent = Decimal(80)
    big_order_amount: Positive = Decimal(100_000)
    long_years: AtLeastOne = 3
    partly_years: AtLeastOne = 1
    contract_years: AtLeastOne = 2
    met_rating: Rating = 4
    partly_rating: Rating = 3
    warn_count: Count = 35
    alarm_count: Count = 50
    max_accounts_per_kam: AtLeastOne = 4

    @model_validator(mode="after")
    def _alarm_follows_warning(self) -> Self:
        if self.alarm_count < self.warn_count:
            raise ValueError("alarm_count should not be below warn_count")
        return self

    @model_validator(mode="after")
    def _partly_lies_below_met(self) -> Self:
        if self.partly_years > self.long_years:
            raise ValueError("partly_years should not be above long_years")
        if self.partly_rating > self.met_rating:
            raise ValueError("partly_rating should not be above met_rating")
        return self


class ResourceFactor(Section):
    CORE: Share = Decimal("1.0")
    IMPORTANT: Share = Decimal("0.7")
    OTHER: Share = Decimal("0.4")

    @model_validator(mode="after")
    def _core_comes_first(self) -> Self:
        if self.IMPORTANT > self.CORE:
            raise ValueError("IMPORTANT should not be above CORE")
        return self


class Classes(Section):
    al_core: Percent = Decimal(75)
    st_min: Percent = Decimal(60)
    idea_min: Rating = 4
    policy_exec_min: Percent = Decimal(80)
    watch_from: Percent = Decimal(65)
    watch_rise: Percent = Decimal(10)
    alignment_weights: Annotated[AlignmentWeights, SumsTo100] = AlignmentWeights()
    strength_weights: Annotated[StrengthWeights, SumsTo100] = StrengthWeights()
    resource_factor: ResourceFactor = ResourceFactor()

    @model_validator(mode="after")
    def _watch_list_lies_below_core(self) -> Self:
        if self.watch_from > self.al_core:
            raise ValueError("watch_from should not be above al_core")
        return self


class SelectionWeights(Section):
    INTEGRITY: Percent = Decimal(18)
    OPERATING: Percent = Decimal(17)
    ECONOMIC: Percent = Decimal(17)
    LOCATION: Percent = Decimal(5)
    MAX_DEMAND: Percent = Decimal(18)
    DEV_COST: Percent = Decimal(10)
    INTERACTION: Percent = Decimal(5)
    KEEP_COST: Percent = Decimal(10)


class Selection(Section):
    selected_min: Percent = Decimal(60)
    reserve_min: Percent = Decimal(45)
    integrity_knockout: Percent = Decimal(30)
    breach_penalty: Percent = Decimal(20)
    weights: Annotated[SelectionWeights, SumsTo100] = SelectionWeights()
    bands: SelectionBands = SelectionBands()
    zones: tuple[Points, Points, Points, Points, Points] = (100, 80, 60, 40, 20)
    ideal_weights: Annotated[IdealWeights, SumsTo1] = IdealWeights()
    ideal_cut: Percent = Decimal(50)

    @model_validator(mode="after")
    def _reserve_lies_below_selected(self) -> Self:
        if self.reserve_min > self.selected_min:
            raise ValueError("reserve_min should not be above selected_min")
        return self


Reviews = Annotated[Count, Field(ge=1, le=100)]  # reviews in a row are counted in one byte


class Hysteresis(Section):
    """With `immediate` every computed class takes effect at once, for trials (domain §3.10)."""

    immediate: StrictBool = False
    review_day: Annotated[Count, Field(ge=1, le=28)] = 1
    up_reviews: Reviews = 2
    down_reviews: Reviews = 3
    score_buffer: Percent = Decimal(5)
    rank_buffer_pct: Points = 10
    dwell_days: Count = 90
    proposal_expiry_days: AtLeastOne = 30
    reject_silence_days: Count = 60
    new_days: Count = 90
    new_occasions: AtLeastOne = 3


class Grid(Section):
    preset: Literal["GATE3", "LADDER5"] = "GATE3"
    personal_coverage: Share = Decimal("0.60")
    stale_days: AtLeastOne = 180
    imbalance_warn: Annotated[Count, Field(ge=1, le=5)] = 2
    evidence_needed: Count = 2


class Score(Section):
    min_coverage: Share = Decimal("0.60")
    rfm_high_from: Rating = 4
    rfm_min_population: Count = 10
    ahp_cr_max: Share = Decimal("0.10")


class Portfolio(Section):
    attractiveness_cut: Annotated[Number, Field(le=10)] = Decimal("5.0")
    strength_cut: Positive = Decimal("1.0")
    horizon_years: AtLeastOne = 3
    attractiveness_weights: Annotated[AttractivenessWeights, SumsTo100] = AttractivenessWeights()
    strength_weights: Annotated[CompetitiveWeights, SumsTo100] = CompetitiveWeights()


Rising = Annotated[tuple[Number, Number], Ascending]
RisingCounts = Annotated[tuple[Count, Count], Ascending]
RisingPercents = Annotated[tuple[Percent, Percent], Ascending]
RisingShares = Annotated[tuple[Share, Share], Ascending]
FallingShares = Annotated[tuple[Share, Share], Descending]


class Decline(Section):
    """Pairs are AMBER, RED (domain §6.9)."""

    amount: FallingShares = (Decimal("0.70"), Decimal("0.50"))
    gap: Rising = (Decimal("1.5"), Decimal("2.5"))
    poisson_p: FallingShares = (Decimal("0.05"), Decimal("0.01"))
    sow_drop: RisingPercents = (Decimal(10), Decimal(20))
    contact: Rising = (Decimal("1.5"), Decimal("2.5"))
    overdue_days: RisingCounts = (30, 60)
    overdue_share: RisingShares = (Decimal("0.10"), Decimal("0.20"))
    baseline_min_occasions: Count = 4
    baseline_min_amount: Number = Decimal(10_000)
    risk_levels: RisingPercents = (Decimal(30), Decimal(60))
    reopen_days: Count = 30
    clear_runs: AtLeastOne = 2
    escalate_days: RisingCounts = (2, 5)


class HealthWeights(Section):
    trend: Percent = Decimal(30)
    relationship: Percent = Decimal(25)
    engagement: Percent = Decimal(15)
    service: Percent = Decimal(15)
    payment: Percent = Decimal(15)


class Health(Section):
    weights: Annotated[HealthWeights, SumsTo100] = HealthWeights()
    bands: Annotated[tuple[OpenPercent, OpenPercent], Descending] = (Decimal(70), Decimal(40))


class CoverageDays(Section):
    TOP: AtLeastOne = 14
    MAJOR: AtLeastOne = 30
    ORDINARY: AtLeastOne = 90
    SMALL: AtLeastOne = 180


class ExecutiveDays(Section):
    TOP: AtLeastOne = 90
    MAJOR: AtLeastOne = 180


class Hours(Section):
    visit: Number = Decimal(3)
    review: Number = Decimal(6)
    remote: Number = Decimal("0.5")
    capacity_per_rep: Positive = Decimal(880)
    warn: Share = Decimal("0.90")


class Priority(Section):
    value: Share = Decimal("0.40")
    potential: Share = Decimal("0.35")
    importance: Share = Decimal("0.25")

    @model_validator(mode="after")
    def _shares_of_one(self) -> Self:
        if self.value + self.potential + self.importance != 1:
            raise ValueError("Weights should add up to 1")
        return self


class ConcentrationLevels(Section):
    """Percent of positive net revenue; HHI from 0 to 10,000 (domain §6.13)."""

    cr1: Annotated[tuple[OpenPercent, OpenPercent, OpenPercent], Ascending] = (
        Decimal(10),
        Decimal(20),
        Decimal(30),
    )
    cr5: Annotated[tuple[OpenPercent, OpenPercent], Ascending] = (Decimal(50), Decimal(70))
    hhi: Annotated[tuple[Count, Count], Ascending] = (1000, 1800)


class GreenChannelMinutes(Section):
    """Per priority: minutes to the first response and to the plan (domain §7.6)."""

    first: RisingCounts = Field(default=(30, 240), alias="1")
    second: RisingCounts = Field(default=(120, 480), alias="2")
    third: RisingCounts = Field(default=(240, 960), alias="3")


class Care(Section):
    greeting_gap_days: Count = 14
    birthday_lead_days: Count = 7
    gift_approval_over: Number = Decimal(200)
    gift_block_over: Number = Decimal(500)
    gift_year_cap: Number = Decimal(1000)
    gift_repeat_months_account: Count = 24
    government_gifts: StrictBool = False

    @model_validator(mode="after")
    def _limits_follow_each_other(self) -> Self:
        if not self.gift_approval_over <= self.gift_block_over <= self.gift_year_cap:
            raise ValueError("Gift limits should not fall from approval to block to yearly cap")
        return self
