"""Value types of the policy document: exact numbers, counts, ordered lists."""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)


class Section(BaseModel):
    """A part of the policy: frozen, and no key that is not known."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


def _only_numbers(value: Any) -> Any:
    # Decimal alone would also take "0.2" and true.
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("Input should be a number")
    return value


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _ascending(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(lower >= upper for lower, upper in pairwise(values)):
        raise ValueError("Values should ascend")
    return values


def _descending(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(upper <= lower for upper, lower in pairwise(values)):
        raise ValueError("Values should descend")
    return values


Ascending = AfterValidator(_ascending)
Descending = AfterValidator(_descending)

# Exact decimals, so that no cut moves by a float; 15 digits survive a JSON number unchanged.
Number = Annotated[
    Decimal,
    BeforeValidator(_only_numbers),
    Field(ge=0, max_digits=15, decimal_places=6),
    PlainSerializer(_plain),
]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(le=1)]
OpenShare = Annotated[Number, Field(gt=0, lt=1)]
Percent = Annotated[Number, Field(le=100)]
OpenPercent = Annotated[Number, Field(gt=0, lt=100)]

Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
AtLeastOne = Annotated[Count, Field(ge=1)]
Months = Annotated[Count, Field(ge=1, le=600)]
Points = Annotated[Count, Field(le=100)]
Rating = Annotated[Count, Field(ge=1, le=5)]


def _sums_to_100(weights: Section) -> Section:
    if sum(dict(weights).values()) != 100:
        raise ValueError("Weights should add up to 100")
    return weights


def _sums_to_1(weights: Section) -> Section:
    if sum(dict(weights).values()) != 1:
        raise ValueError("Weights should add up to 1")
    return weights


# For a section of weights.
SumsTo100 = AfterValidator(_sums_to_100)
SumsTo1 = AfterValidator(_sums_to_1)


class Bands(Section):
    """Points by range (domain §6.3): the first below the first cut, the last from the last cut on.

    A value on a cut belongs to the range that begins there. Ranges can neither overlap nor leave a
    hole.
    """

    cuts: Annotated[tuple[Number, ...], Ascending, Field(min_length=1, max_length=20)]
    points: tuple[Points, ...]

    @model_validator(mode="after")
    def _one_range_more_than_cuts(self) -> Self:
        if len(self.points) != len(self.cuts) + 1:
            raise ValueError("points should have one value more than cuts")
        return self

    @classmethod
    def of(cls, cuts: str, points: str) -> Self:
        """From numbers in a row: `Bands.of("5 10 20", "100 80 60 0")`."""
        return cls(
            cuts=tuple(Decimal(cut) for cut in cuts.split()),
            points=tuple(int(each) for each in points.split()),
        )
