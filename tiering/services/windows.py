"""The spans of time a run measures, and how they split into months and single days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tiering.engine.policy import Policy


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier, or that month's last (domain §0.5)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Windows:
    """What of a policy decides measures; two policies with equal windows share measures."""

    ttm_months: int
    activity_months: int
    tenure_gap_months: int
    by_group: bool

    @classmethod
    def of(cls, policy: Policy) -> "Windows":
        return cls(
            policy.window.ttm_months,
            policy.window.activity_months,
            policy.window.tenure_gap_months,
            policy.money.rollup_to_group,
        )

    def starts(self, as_of: date) -> tuple[date, date]:
        """The days before the first day of the sales window and of the activity window."""
        return months_before(as_of, self.ttm_months), months_before(as_of, self.activity_months)


@dataclass(frozen=True, slots=True)
class Span:
    """The days after `start` up to `end`: whole months from the rollup, edges from the ledger."""

    start: date
    end: date

    @property
    def first_month(self) -> date:
        """First day of the first whole month."""
        first = self.start + timedelta(days=1)
        return (
            first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        )

    @property
    def after_months(self) -> date:
        """First day after the last whole month."""
        return (self.end + timedelta(days=1)).replace(day=1)
