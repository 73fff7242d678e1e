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
