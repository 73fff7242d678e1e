"""The values an account can have in each classification system, as small integers.

Pure Python: the engine computes them, the database stores them, pages label them
(`accounts.labels`). In every column 0 means "not rated" (未评级).
Source: domain §2.
"""

from enum import IntEnum


class PyramidTier(IntEnum):
    """Layer of the customer pyramid (domain §3.3)."""

    TOP = 1
    MAJOR = 2
    ORDINARY = 3
    SMALL = 4

    @property
    def is_key_tier(self) -> bool:
        return self <= PyramidTier.MAJOR


class SmallSubtype(IntEnum):
    """Why an account is in the bottom layer (domain §3.3)."""

    LOW_PROFIT = 1
    POOR_CREDIT = 2


class ParetoClass(IntEnum):
    """Classical ABC by cumulative value (domain §3.4)."""

    A = 1
    B = 2
    C = 3


class AbcType(IntEnum):
    """白金 / 梅子 / 鸡肋 (domain §3.4)."""

    PLATINUM = 1
    PLUM = 2
    RIB = 3


class TransactionPattern(IntEnum):
    """How an account buys (domain §3.2)."""

    NONE = 1
    ONE_OFF = 2
    LAPSED = 3
    REPEAT = 4
    REFERRER = 5
    BIG_REFERRER = 6


class LoyaltyStep(IntEnum):
    """一次性 / 长期 / 终身忠诚 (domain §3.2)."""

    ONE_OFF = 1
    LONG_TERM = 2
    LIFELONG = 3


class RfmSegment(IntEnum):
    """What recency, frequency and amount say together (domain §6.1).

    重要 / 一般 of these names is a third meaning of the words: show a segment by its full name.
    """

    IMPORTANT_VALUE = 1
    IMPORTANT_DEVELOP = 2
    IMPORTANT_KEEP = 3
    IMPORTANT_WIN_BACK = 4
    GENERAL_VALUE = 5
    GENERAL_DEVELOP = 6
    GENERAL_KEEP = 7
    GENERAL_WIN_BACK = 8
    POTENTIAL = 9


class Aspect(IntEnum):
    """The seven aspects of a key account (domain §3.5)."""

    BIG_ORDERS = 1
    LONG_COOPERATION = 2
    LARGE_SALES_OR_POTENTIAL = 3
    STRATEGIC_PROJECT = 4
    BUSINESS_OR_IMAGE_INFLUENCE = 5
    TECH_ABSORPTION = 6
    MARKET_STRENGTH = 7


class AspectState(IntEnum):
    """Half points of an aspect; here 0 is a judgement, and -1 is "not rated" (domain §3.5)."""

    UNKNOWN = -1
    NOT_MET = 0
    PARTLY = 1
    MET = 2


class Recognition(IntEnum):
    """Whether the aspects make a key account (domain §3.5)."""

    QUALIFIED = 1
    NOT_QUALIFIED = 2
    INSUFFICIENT = 3


class KeyAccountClass(IntEnum):
    """核心客户 / 重要客户; NONE is a key account under review (domain §3.6)."""

    CORE = 1
    IMPORTANT = 2
    NONE = 3


class GateState(IntEnum):
    """Whether a principle of selection holds (domain §3.7.2)."""

    PASS = 1
    FAIL = 2


class SelectionDecision(IntEnum):
    """What the criteria and gates say about a candidate (domain §3.7.2)."""

    SELECTED = 1
    RESERVE = 2
    REJECTED = 3


class SelectionStrategy(IntEnum):
    """How customers are won (domain §3.8); the last two are not the source's own."""

    FISHING = 1
    MUSHROOM = 2
    FEINT = 3
    SNOWBALL = 4
    NURTURE = 5

    @property
    def is_addition(self) -> bool:
        return self >= SelectionStrategy.SNOWBALL


class IdealQuadrant(IntEnum):
    """Lifetime value against selling time used (domain §3.7.4)."""

    IDEAL = 1
    EXPENSIVE_STAR = 2
    EASY = 3
    DRAIN = 4


class PortfolioQuadrant(IntEnum):
    """Attractiveness against our strength with the account (domain §6.5)."""

    STRATEGIC = 1
    STAR = 2
    STATUS = 3
    STREAMLINE = 4
