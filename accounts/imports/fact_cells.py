"""Cells of facts and projects as values of the models' fields."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from accounts.imports import cells, rows
from accounts.imports.field import simple
from accounts.imports.rows import Draft
from accounts.models.batch import ImportBatch
from staff.models import Company

Fields = Mapping[str, "models.Field[Any, Any]"]
Read = tuple[Any, str | None]  # value, reason against it
YES = "1 yes y true x √ ✓ 是 有 已执行".split()
NO = "0 no n false × 否 无 未执行".split()
AHEAD = 50 * 366  # contracts end years from now; what may not be to come is asked of each field
SIGNS = str.maketrans("", "", "¥$€£,+")


def read(
    drafts: list[Draft], fields: Fields, batch: ImportBatch, more: Mapping[str, str] | None = None
) -> None:
    """Put the values of the filled cells into the rows' fields, or reject the rows.

    `more` maps other words to values of choices. Values are those that JSON knows.
    """
    days = rows.dates(
        (d.text(name) for d in drafts for name, field in fields.items() if is_day(field)),
        batch.options.get("date_order", ""),
        ahead=AHEAD,
    )
    readers = {name: reader(field, days, more or {}) for name, field in fields.items()}
    for draft in drafts:
        for name, understand in readers.items():
            if text := draft.text(name):
                value, fault = understand(text)
                draft.fields[name] = value
                if fault:
                    draft.reject(name, fault)


def is_day(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.DateField)


def reader(
    field: "models.Field[Any, Any]", days: Mapping[str, Read], more: Mapping[str, str]
) -> Callable[[str], Read]:
    if is_day(field):
        return days.__getitem__
    if field.choices:
        known = {**words(field.flatchoices), **more}
        return lambda text: found(known.get(simple(text)))
    if isinstance(field, models.BooleanField):
        return yes_or_no
    if isinstance(field, models.DecimalField):
        return lambda text: amount(text, field)
    if isinstance(field, models.IntegerField):
        return whole
    return lambda text: (text, "too_long" if len(text) > (field.max_length or len(text)) else None)


def words(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Every word for a value: the value itself and its label in each language."""
    known = {simple(str(value)): str(value) for value, _label in choices}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {simple(str(label)): str(value) for value, label in choices}
    return known


def found(value: str | None) -> Read:
    return value, None if value else "unknown_choice"


def yes_or_no(text: str) -> Read:
    word = text.casefold()
    return word in YES, None if word in (*YES, *NO) else "not_yes_or_no"


def number(text: str) -> tuple[Decimal, str | None]:
    """As in ledger files; zero where it is none."""
    if re.search(cells.NUMBER, text, re.ASCII):
        return Decimal(text.translate(SIGNS)), None
    unclear = re.search(cells.DECIMAL_COMMA, text, re.ASCII)
    return Decimal(0), "ambiguous_number" if unclear else "not_a_number"


def amount(text: str, field: "models.DecimalField[Any, Any]") -> Read:
    value, fault = number(text)
    if abs(value) >= 10 ** (field.max_digits - field.decimal_places):
        return None, "too_large"
    return str(value.quantize(Decimal(1).scaleb(-field.decimal_places), ROUND_HALF_UP)), fault


def whole(text: str) -> Read:
    value, fault = number(text)
    if abs(value) > 2**31:
        return None, "too_large"
    return int(value), fault or (None if value == int(value) else "not_whole")


def day_of(batch: ImportBatch) -> date:
    """The company's day when the file was uploaded: nothing in it is true for a later one."""
    return batch.created_at.astimezone(Company.current().zone).date()
