"""What may be given to whom (domain §7.4, "Gift rule"). Pure: amounts in base currency."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Block(StrEnum):
    """Why a gift may not be given at all."""

    CASH = "cash"
    GOVERNMENT = "government"
    REPEATED = "repeated"
    TOO_DEAR = "too_dear"
    YEAR_FULL = "year_full"


class Limits(Protocol):
    """The company's limits, as `CareLimits` keeps them."""

    approval_over: Decimal
    block_over: Decimal
    year_cap: Decimal
    government_gifts: bool


@dataclass(frozen=True)
class Case:
    """What is known of a gift asked for.

    `given_before`: the same item to this contact, ever. `given_near`: to another contact of the
    account within the months of the limits. `year_worth`: the contact's other gifts of the year.
    """

    value: Decimal
    cash: bool = False
    government: bool = False
    given_before: bool = False
    given_near: bool = False
    year_worth: Decimal = Decimal(0)


@dataclass(frozen=True)
class Verdict:
    blocks: tuple[Block, ...]
    warns: bool
    needs_approval: bool


def judge(case: Case, limits: Limits) -> Verdict:
    """All that stands against a gift, whether to warn, and whether a manager must approve."""
    blocks = (
        (Block.CASH, case.cash),
        (Block.GOVERNMENT, case.government and not limits.government_gifts),
        (Block.REPEATED, case.given_before),
        (Block.TOO_DEAR, case.value > limits.block_over),
        (Block.YEAR_FULL, case.year_worth + case.value > limits.year_cap),
    )
    return Verdict(
        blocks=tuple(block for block, holds in blocks if holds),
        warns=case.given_near,
        needs_approval=case.value > limits.approval_over,
    )
