"""How far goals and actions are (domain §7.3). Pure."""

from collections.abc import Iterable
from decimal import Decimal

MOST = Decimal(120)


def attainment(baseline: Decimal, target: Decimal, actual: Decimal) -> Decimal:
    """Percent of the way from `baseline` to `target`, from 0 to 120; `target` may be the lower."""
    way = 100 * (actual - baseline) / (target - baseline)
    return min(MOST, max(Decimal(0), way))


def weighted(parts: Iterable[tuple[int, Decimal | None]]) -> Decimal | None:
    """The mean of what is known by weight; None if nothing is."""
    known = [(weight, value) for weight, value in parts if value is not None]
    whole = sum(weight for weight, _value in known)
    return sum((weight * value for weight, value in known), Decimal(0)) / whole if whole else None


def completion(parts: Iterable[tuple[int, bool]]) -> Decimal | None:
    """Percent of the weight of actions that is done; None without an action."""
    return weighted((weight, Decimal(100 if done else 0)) for weight, done in parts)
