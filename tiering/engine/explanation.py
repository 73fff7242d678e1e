"""The shape of an explanation: codes and values only; sentences are made where it is shown."""

from enum import StrEnum

from tiering.engine.context import Frozen, System

Fact = bool | int | float | str | None


class Rule(StrEnum):
    """Which rule decided a class."""

    NO_OCCASIONS = "no_occasions"
    FEW_OCCASIONS = "few_occasions"
    STOPPED = "stopped"
    STILL_BUYING = "still_buying"
    HAS_REFERRED = "has_referred"
    HAS_REFERRED_BIG = "has_referred_big"

    NOT_REPEATING = "not_repeating"
    SHORT_TENURE = "short_tenure"
    LONG_TENURE = "long_tenure"

    POOR_CREDIT = "poor_credit"
    NO_VALUE = "no_value"
    RANK = "rank"

    SHARE_BEFORE = "share_before"

    PARETO_CLASS = "pareto_class"
    TOP_VALUE = "top_value"
    STRATEGIC_VALUE = "strategic_value"
    NEITHER = "neither"

    NEVER_BOUGHT = "never_bought"
    SCORES = "scores"

    QUALIFIED = "qualified"
    LACKING = "lacking"
    FEW_ASPECTS = "few_aspects"

    NOT_RECOGNISED = "not_recognised"
    NOT_ASSESSED = "not_assessed"
    ALIGNED = "aligned"
    NOT_ALIGNED = "not_aligned"
    WEAK = "weak"


class Need(StrEnum):
    """What is missing for a better class, and in which unit `Gap.missing` counts it."""

    OCCASIONS = "occasions"  # purchase dates
    REFERRED_BUYERS = "referred_buyers"  # accounts
    BIG_REFERRALS = "big_referrals"  # of the referred buyers, so many more with large revenue
    REPEAT_PATTERN = "repeat_pattern"
    TENURE = "tenure"  # months
    VALUE = "value"  # minor units
    CREDIT = "credit"  # points
    SHARE_BEFORE = "share_before"  # percentage points beyond the line
    PARETO_CLASS = "pareto_class"
    STRATEGIC_VALUE = "strategic_value"  # points
    CLV = "clv"  # minor units
    RECENCY = "recency"  # days too long ago
    PURCHASE_DAYS = "purchase_days"  # in the measure window
    AMOUNT = "amount"  # minor units in the measure window
    KNOWN_ASPECTS = "known_aspects"  # aspects
    QUALITY = "quality"  # percentage points
    BUSINESS_ASPECT = "business_aspect"
    RECOGNITION = "recognition"
    ALIGNMENT = "alignment"  # points
    STRENGTH = "strength"  # points
    IDEA = "idea"  # rating points
    EXECUTION = "execution"  # percentage points


class Gap(Frozen):
    """One condition for class `to`, a code of the same system.

    Gaps with the same `to` must all be closed. `missing` is None where it can't be counted, for
    example because the fact is unknown.
    """

    to: int
    need: Need
    missing: int | float | None = None


class Finding(Frozen):
    """Why an account has its class in one system: facts against thresholds, the deciding rule.

    An unknown fact is None. Amounts are in minor units.
    """

    system: System
    code: int
    rule: Rule
    facts: dict[str, Fact]
    thresholds: dict[str, Fact]
    gaps: tuple[Gap, ...] = ()


class Part(Frozen):
    """One criterion of a weighted score (domain §6.3).

    `fact` is what was measured, None unknown. `score` and `points` are in hundredths; a criterion
    without a score has no points, its weight is spread over the others.
    """

    criterion: str
    fact: Fact
    score: int | None
    weight: float
    points: int | None


class Breakdown(Frozen):
    """A weighted score as the points that add up to it; None with too little known."""

    score: int | None
    coverage: int  # part of the weights that is known, in hundredths of a percent
    parts: tuple[Part, ...]


class AspectLine(Frozen):
    """One of the seven aspects: `state` is `AspectState`, facts against thresholds."""

    aspect: int
    state: int
    facts: dict[str, Fact]
    thresholds: dict[str, Fact]


class Worth(Frozen):
    """How the lifetime value came about (domain §5.2); amounts in minor units, None unknown."""

    clv: int | None
    expected: int | None
    estimated: bool
    retention: int | None  # hundredths of a percent
    is_stated: bool  # by a person, not the estimate for the layer
    discount: float
    years: int

    @property
    def percent(self) -> float | None:
        return None if self.retention is None else self.retention / 100


class Explanation(Frozen):
    """Why one account has the classes it has.

    `value` tells how the amount it is ranked by came about; `subtype` belongs to the pyramid
    (0 above the bottom layer); `provisional` names the bits of `Provisional` on the ABC type.
    """

    value: dict[str, Fact]
    pattern: Finding
    loyalty: Finding
    pyramid: Finding
    subtype: int
    pareto: Finding
    abc: Finding
    provisional: tuple[str, ...]
    segment: Finding
    recognition: Finding
    key_class: Finding
    watch: bool  # on the promotion watch list (domain §3.6)
    aspects: tuple[AspectLine, ...]
    worth: Worth
    wallet_share: int | None  # hundredths of a percent
    wallet_error: bool  # the estimate is less than our own sales
    potential: Breakdown
    alignment: Breakdown
    strength: Breakdown
    criteria: Breakdown
