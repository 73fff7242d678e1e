"""Numbers as shapes: gauges with their thresholds, the Pareto curve and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam.lib.numbers import number
from tiering.engine import Concentration, ParetoCheck, Policy, Risk, Spread

WIDTH = 400
ROWS = 10

LEVELS: dict[str, tuple[str, Promise]] = {
    Risk.GREEN: ("green", gettext_lazy("Normal")),
    Risk.NOTICE: ("amber", gettext_lazy("Notice")),
    Risk.AMBER: ("amber", gettext_lazy("Elevated")),
    Risk.RED: ("red", gettext_lazy("Too high")),
    Spread.LOW: ("green", gettext_lazy("Normal")),
    Spread.MODERATE: ("amber", gettext_lazy("Elevated")),
    Spread.HIGH: ("red", gettext_lazy("Too high")),
}


@dataclass(frozen=True, slots=True)
class Zone:
    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """A value on a scale with the policy's thresholds; x from 0 to 400.

    Without a level the value is of a part of the company: the thresholds are not meant for it.
    """

    label: Promise
    value: str
    tone: str
    level: Promise | str
    note: str
    zones: list[Zone]
    ticks: list[tuple[float, str]]
    mark: float


def gauges(found: Concentration | None, policy: Policy, is_whole: bool) -> list[Gauge]:
    """Of the whole company with their levels; of a part of it without alarm."""
    if found is None:
        return []
    alarms = _alarms(found, policy)
    return alarms if is_whole else [_without_level(gauge) for gauge in alarms]


def _without_level(gauge: Gauge) -> Gauge:
    zones = [replace(zone, tone="plain") for zone in gauge.zones]
    return replace(gauge, tone="", level="", zones=zones)


def _alarms(found: Concentration, policy: Policy) -> list[Gauge]:
    levels = policy.concentration
    four = ("ok", "note", "warn", "bad")
    three = ("ok", "warn", "bad")
    equal = _("as if %(n)s equal customers") % {"n": number(found.effective, 1)}
    return [
        _gauge(
            gettext_lazy("Largest customer (CR1)"),
            found.cr1,
            "%",
            found.cr1_level,
            levels.cr1,
            four,
        ),
        _gauge(
            gettext_lazy("Five largest (CR5)"), found.cr5, "%", found.cr5_level, levels.cr5, three
        ),
        _gauge(gettext_lazy("HHI"), found.hhi, "", found.hhi_level, levels.hhi, three, equal),
    ]


def _gauge(
    label: Promise,
    value: float,
    unit: str,
    level: Risk | Spread,
    thresholds: Sequence[Decimal | int],
    tones: Sequence[str],
    note: str = "",
) -> Gauge:
    """The scale ends a third beyond the last threshold, or at the value if that is larger."""
    borders = [float(threshold) for threshold in thresholds]
    end = max(borders[-1] * 4 / 3, value)
    end = min(end, 100.0) if unit else end
    places = [0.0, *(WIDTH * border / end for border in borders), float(WIDTH)]
    tone, word = LEVELS[level]
    return Gauge(
        label=label,
        value=number(value, 1 if unit else 0) + unit,
        tone=tone,
        level=word,
        note=note,
        zones=[
            Zone(round(start + bool(i), 1), round(stop - start - bool(i), 1), tones[i])
            for i, (start, stop) in enumerate(pairwise(places))
        ],
        ticks=[
            (round(place, 1), number(border) + unit)
            for place, border in zip(places[1:], borders, strict=False)
        ],
        mark=round(min(WIDTH * value / end, WIDTH - 3), 1),
    )


def curve_data(check: ParetoCheck, accounts: int) -> dict[str, object]:
    """What charts.js draws: percent of accounts against percent of value."""
    total = check.curve[-1].value
    points = [(0.0, 0.0)] + [
        (round(100 * point.accounts / accounts, 2), round(100 * point.value / total, 2))
        for point in check.curve
    ]
    crossing = round(100 * check.n80 / accounts, 1)
    names = {
        "x": _("Share of accounts, largest first"),
        "line": _("80% line"),
        "crossing": _("%(share)s%% · %(n)s accounts")
        % {"share": number(crossing, 1), "n": number(check.n80)},
    }
    # The crossing is an account of the curve, which may lie between two of its hundred points.
    return {"points": points, "crossing": [crossing, 80], "names": names}


def curve_table(check: ParetoCheck, accounts: int) -> list[tuple[int, float, int, float]]:
    """About ten rows: accounts, their share, their cumulated amount, its share."""
    total = check.curve[-1].value
    size = len(check.curve)
    chosen = sorted({-(-i * size // ROWS) - 1 for i in range(1, ROWS + 1)})
    points = [check.curve[i] for i in chosen]
    return [
        (point.accounts, point.accounts / accounts, point.value, point.value / total)
        for point in points
    ]
