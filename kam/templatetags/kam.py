"""Numbers, dates, money and classes as the reader writes them. Built in: no page loads it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms import widgets as w
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from accounts import labels
from kam.lib import days, numbers

register = template.Library()

register.filter("money", numbers.money)
register.filter("money_full", numbers.money_full)
register.filter("minor", numbers.from_minor)
register.filter("number", numbers.number)
register.filter("pct", numbers.percent)
register.filter("day", days.day)
register.filter("full_day", days.full_day)
register.filter("moment", days.moment)

CLASSES: dict[str, Mapping[Any, Promise]] = {
    "pyramid": labels.PYRAMID,
    "subtype": labels.SUBTYPE,
    "pareto": labels.PARETO,
    "abc": labels.ABC,
    "pattern": labels.PATTERN,
    "loyalty": labels.LOYALTY,
    "key_class": labels.KEY_CLASS,
    "recognition": labels.RECOGNITION,
    "segment": labels.RFM,
    "aspect": labels.ASPECT,
    "band": labels.DECISION,
}


@register.filter
def class_label(value: int | None, system: str) -> Promise:
    """The name of a class: `{{ standing.pyramid|class_label:"pyramid" }}`; 0 is not rated, and of
    key account classes none."""
    return CLASSES[system].get(value or 0, labels.without(system))


@register.filter
def class_badge(value: int | None, system: str) -> SafeString:
    """What `<c-class-badge>` prints; long tables call it at once, for a component costs more."""
    return _badge(value or 0, system, get_language())


@lru_cache(maxsize=256)
def _badge(value: int, system: str, language: str | None) -> SafeString:
    """The few badges there are, each written once a language."""
    label = escape(class_label(value, system))
    if not value:
        return mark_safe(f'<span class="k-muted k-nowrap">{label}</span>')
    return mark_safe(f'<span class="k-class k-class-{escape(system)}-{value:d}">{label}</span>')


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """What `<c-icon>` prints; a row of a list calls it at once."""
    own = f"k-icon {escape(classes)}" if classes else "k-icon"
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    drawn = f"{static('vendor/icons.svg')}#{escape(name)}"
    return mark_safe(f'<svg class="{own}" {said}><use href="{drawn}"/></svg>')


@register.filter
def change(value: numbers.Number, unit: str = "pct") -> str:
    """A difference with its sign: +2.1%, −0.6 (`points`), −0.60 (`score`), +12 (`count`)."""
    amount = numbers.decimal(value)
    if amount is None:
        return numbers.DASH
    writers = {
        "pct": numbers.percent,
        "points": lambda x: numbers.number(x, 1),
        "score": lambda x: numbers.number(x, 2),
    }
    text = writers.get(unit, numbers.number)(amount)
    return f"+{text}" if amount > 0 else text


@register.filter
def nobreak(text: str) -> str:
    """A date or a figure that stays in one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def direction(value: numbers.Number) -> str:
    """`up`, `down` or `same`, for an arrow."""
    amount = numbers.decimal(value) or Decimal(0)
    return "up" if amount > 0 else "down" if amount < 0 else "same"


WIDTH, HEIGHT, EDGE = 72, 22, 3


class Spark(NamedTuple):
    """A sparkline: the corners as an SVG `points` attribute, and the last of them."""

    points: str
    x: str
    y: str


@register.filter
def spark(values: Sequence[numbers.Number] | None) -> Spark | None:
    """The line through `values`, oldest first, in a box of 72 x 22; None below two values."""
    known = [float(x) for x in map(numbers.decimal, values or ()) if x is not None]
    if len(known) < 2:
        return None
    low, span = min(known), max(known) - min(known) or 1.0
    step, height = (WIDTH - 2 * EDGE) / (len(known) - 1), HEIGHT - 2 * EDGE
    corners = [
        (f"{EDGE + i * step:.1f}", f"{HEIGHT - EDGE - (x - low) / span * height:.1f}")
        for i, x in enumerate(known)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in corners), *corners[-1])


@register.simple_tag
def spark_line(
    values: Sequence[numbers.Number] | None, tone: str = "", label: str = ""
) -> SafeString:
    """What `<c-spark>` prints."""
    line = spark(values)
    if line is None:
        return SafeString()
    classes = f"k-spark k-spark-{escape(tone)}" if tone else "k-spark"
    said = f' role="img" aria-label="{escape(label)}"' if label else ' aria-hidden="true"'
    return mark_safe(
        f'<svg class="{classes}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f'{said}><polyline points="{line.points}"/>'
        f'<circle cx="{line.x}" cy="{line.y}" r="2"/></svg>'
    )


SIGNS = f"+{numbers.MINUS}"
WAYS = {"up": ("▲", gettext_lazy("up")), "down": ("▼", gettext_lazy("down"))}


def _way(way: str) -> str:
    """The sign of a difference: an arrow to see and a word to hear."""
    if way not in WAYS:
        return ""
    arrow, word = WAYS[way]
    hidden = f'<span class="visually-hidden">{escape(word)} </span>'
    return f'<span aria-hidden="true">{arrow}</span> {hidden}'


@register.filter
def arrow(step: numbers.Number) -> SafeString:
    """The sign of a move: an arrow to see and a word to hear; nothing for 0."""
    return mark_safe(_way(direction(step)))


@register.simple_tag
def delta(value: numbers.Number, unit: str = "pct", good: str = "up") -> SafeString:
    """What `<c-delta>` prints."""
    way = direction(value)
    plain = way == "same" or good == "none"
    tone = "same" if plain else "good" if way == good else "bad"
    return mark_safe(
        f'<span class="k-delta k-delta-{tone}">{_way(way)}'
        f"{escape(change(value, unit).lstrip(SIGNS))}</span>"
    )


def control_class(widget: w.Widget) -> str:
    """The stylesheet's class for a widget; lists of choices have none."""
    if isinstance(widget, (w.RadioSelect, w.CheckboxSelectMultiple)):
        return ""
    if isinstance(widget, w.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, w.Select) else "form-control"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control, styled; Django adds aria-invalid and aria-describedby."""
    widget = field.field.widget
    names = [widget.attrs.get("class", ""), control_class(widget)]
    names += ["is-invalid"] if field.errors else []
    html = field.as_widget(attrs={"class": " ".join(filter(None, names))})
    # Django's word for "nothing chosen" in a list.
    return mark_safe(html.replace(">---------</option>", f">{numbers.DASH}</option>"))


@register.filter
def control_kind(field: BoundField) -> str:
    """`check`, `choices` or `plain`: how the label stands to the control."""
    if isinstance(field.field.widget, w.CheckboxInput):
        return "check"
    return "choices" if field.use_fieldset else "plain"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Pages to link: the ends, the neighbours, and None where some are left out."""
    found = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in found]
