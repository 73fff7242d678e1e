"""The cells of the account list: `{{ row|cells:columns }}`. Written in Python, for a page has
hundreds of them and a template for each costs more than all else the page does."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kam.dashboards.account_columns import Column
from kam.dashboards.account_list import Row
from kam.lib import numbers
from kam.templatetags.kam import class_badge, delta, spark_line

register = template.Library()

NOTHING = mark_safe(f'<span class="k-muted">{numbers.DASH}</span>')


@register.filter
def cells(row: Row, columns: Iterable[Column]) -> SafeString:
    """The row's `<td>`s; what a writer below returns is escaped unless it is marked as HTML."""
    return mark_safe(
        "".join(
            f"{opening(c.name, str(c.label), c.numeric)}"
            f"{conditional_escape(str(WRITERS[c.name](row)))}</td>"
            for c in columns
        )
    )


@lru_cache(maxsize=256)
def opening(name: str, label: str, numeric: bool) -> str:
    """The label goes along for the phone, where a row is a card."""
    return f'<td class="a-{name}{" num" if numeric else ""}" data-label="{escape(label)}">'


def words(value: object) -> str:
    return str(value) if value else NOTHING


def badge(system: str) -> Callable[[Row], SafeString]:
    def write(row: Row) -> SafeString:
        rating = row.account.rating
        value = getattr(rating, system, 0)
        html = class_badge(value, system)
        if not value or rating is None or not rating.by_group:
            return html
        return html + format_html(' <span class="a-by-group">{}</span>', gettext("by group"))

    return write


def rank(row: Row) -> str:
    if not row.rank:
        return NOTHING
    return mark_safe(f'<span class="a-hash" aria-hidden="true">#</span>{numbers.number(row.rank)}')


def revenue(row: Row) -> SafeString:
    line, money = spark_line(row.amounts.spark, row.tone), numbers.money(row.amounts.revenue)
    return format_html('<span class="a-amount">{}<span>{}</span></span>', line, money)


def change(row: Row) -> SafeString:
    found = row.amounts.change
    return NOTHING if found is None else delta(found)


def referred(row: Row) -> str:
    return numbers.money(numbers.from_minor(row.referred)) if row.referred else NOTHING


WRITERS: dict[str, Callable[[Row], str]] = {
    "rank": rank,
    **{system: badge(system) for system in ("pyramid", "key_class", "abc", "pareto", "pattern")},
    "revenue": revenue,
    "change": change,
    "referred": referred,
    "owner": lambda row: words(row.account.owner),
    "region": lambda row: words(row.account.region),
    "unit": lambda row: words(row.account.unit),
    "industry": lambda row: words(row.account.industry),
    "status": lambda row: row.account.get_status_display(),
    "type": lambda row: row.account.get_type_display(),
    "code": lambda row: words(row.account.code),
}
