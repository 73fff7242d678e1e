"""What a business review puts on the table (domain §7.3, §7.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam.lib.numbers import DASH, money, plain
from kam.lib.relations import Stage
from plans.attainment import attainment
from plans.measures import may_read
from plans.models import BusinessReview, Category, Measure
from plans.models.goal import MONEY
from plans.review_record import record_of
from relationships.labels import STAGE
from relationships.models import StageChange
from staff.models import User
from staff.notice_words import word
from tiering.engine import System
from tiering.models import ClassChange
from tiering.needs import NAMES
from tiering.services.tracks import SYSTEMS


@dataclass(frozen=True)
class Number:
    """One figure of the day of preparation, beside that of the review before."""

    measure: Measure
    value: Decimal
    before: Decimal | None

    @property
    def name(self) -> Any:
        return _("Relationship stage") if self.measure == Measure.STAGE else self.measure.label

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before

    @property
    def texts(self) -> tuple[str, str]:
        """Now and before, as they are read: money, a number, the name of a stage."""
        return self._said(self.value), self._said(self.before)

    def _said(self, value: Decimal | None) -> str:
        if value is None:
            return DASH
        if self.measure == Measure.STAGE:
            return str(STAGE[Stage(int(value))])
        if self.measure in MONEY:
            return money(value)
        return plain(value, 2).rstrip("0").rstrip(".")


def numbers(review: BusinessReview, user: User) -> list[Number]:
    """What `user` may read, in the order of the measures."""
    earlier = BusinessReview.objects.filter(account=review.account_id, pk__lt=review.pk)
    last = earlier.exclude(held_on=None).order_by("-pk").first()
    before = last.numbers if last else {}
    return [
        Number(
            measure,
            Decimal(review.numbers[measure]),
            Decimal(before[measure]) if measure in before else None,
        )
        for measure in Measure
        if measure in review.numbers and may_read(user, measure)
    ]


@dataclass(frozen=True)
class Goal:
    """A goal of the year as it stood; `attained` in percent, 0 to 120."""

    measure: Measure
    words: str
    actual: Decimal | None
    target: Decimal
    attained: Decimal | None

    @property
    def is_money(self) -> bool:
        return self.measure in MONEY


@dataclass(frozen=True)
class Item:
    """A problem, with its kind as title, or an action that was open."""

    title: Promise | str
    text: str
    who: str
    due_on: date


def table(review: BusinessReview, user: User) -> dict[str, Any]:
    """Everything the page and its print show. One that was held shows what lay on the table then;
    what changed in its time is history and does not move."""
    record = review.record or record_of(review)
    account, since, until = review.account, review.since, review.day
    classes = ClassChange.objects.filter(
        account=account, system__in=SYSTEMS, as_of__gt=since, as_of__lte=until
    )
    stages = StageChange.objects.visible_to(user).filter(
        account=account, on__gt=since, on__lte=until
    )
    return {
        "numbers": numbers(review, user),
        "then": record,
        "classes": [(NAMES[System(each.system)], each) for each in classes.order_by("pk")],
        "stages": [
            (each, STAGE[Stage(each.before or 0)], STAGE[Stage(each.after)])
            for each in stages.order_by("on", "pk")
            if each.before != each.after
        ],
        "visits": record["visits"],
        "goals": [_goal(row) for row in record["goals"] if may_read(user, row["measure"])],
        "problems": [_item(row, Category(row["title"]).label) for row in record["problems"]],
        "open": [_item(row) for row in record["actions"]],
    }


def _goal(row: dict[str, Any]) -> Goal:
    baseline, target = Decimal(row["baseline"]), Decimal(row["target"])
    actual = None if row["actual"] is None else Decimal(row["actual"])
    return Goal(
        Measure(row["measure"]),
        row["words"],
        actual,
        target,
        None if actual is None else attainment(baseline, target, actual),
    )


def _item(row: dict[str, Any], title: Promise | str = "") -> Item:
    return Item(title, row["text"], word("who", row["who"]), date.fromisoformat(row["due_on"]))
