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
