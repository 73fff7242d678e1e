"""Amounts and counts in both languages; rounding half away from zero, unknown as a dash."""

from decimal import Decimal

import pytest
from django.utils import translation

from kam.lib import numbers

CASES = [
    # stored, Chinese, English
    (None, "—", "—"),
    ("", "—", "—"),
    (Decimal("NaN"), "—", "—"),
    (0, "0 元", "¥0"),
    (Decimal("-0.4"), "0 元", "¥0"),
    (Decimal("0.5"), "1 元", "¥1"),
    (999, "999 元", "¥999"),
    (Decimal("999.5"), "1,000 元", "¥1.0k"),
    (9_999, "9,999 元", "¥10.0k"),
    (Decimal("9999.49"), "9,999 元", "¥10.0k"),
    (Decimal("9999.50"), "1.0 万", "¥10.0k"),
    (10_000, "1.0 万", "¥10.0k"),
    (-386_000, "−38.6 万", "−¥386.0k"),
    (60_182_000, "6,018.2 万", "¥60.2m"),
    (Decimal("99999499.99"), "9,999.9 万", "¥100.0m"),
    (99_999_500, "1.00 亿", "¥100.0m"),
    (100_000_000, "1.00 亿", "¥100.0m"),
    (742_600_000, "7.43 亿", "¥742.6m"),
    (999_950_000, "10.00 亿", "¥1.00bn"),
    (Decimal("1e12"), "10,000.00 亿", "¥1,000.00bn"),
]


@pytest.mark.parametrize(("stored", "chinese", "english"), CASES, ids=[str(c[0]) for c in CASES])
def test_short_money(stored, chinese, english):
    with translation.override("zh-hans"):
        assert numbers.money(stored) == chinese
    with translation.override("en"):
        assert numbers.money(stored) == english


@pytest.mark.parametrize(
    ("currency", "language", "short", "full"),
    [
        ("CNY", "zh-hans", "123.5 万", "¥1,234,567.89"),
        ("CNY", "en", "¥1.2m", "¥1,234,567.89"),
        ("USD", "zh-hans", "US$123.5 万", "US$1,234,567.89"),
        ("USD", "en", "$1.2m", "$1,234,567.89"),
        ("JPY", "en", "¥1.2m", "¥1,234,568"),
        ("EUR", "en", "€1.2m", "€1,234,567.89"),
    ],
)
def test_the_company_s_currency_is_written(currency, language, short, full):
    with translation.override(language), numbers.amounts_in(currency):
        assert numbers.money(Decimal("1234567.885")) == short
        assert numbers.money_full(Decimal("1234567.885")) == full
    assert numbers.base_currency.get() == "CNY"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (None, "—"),
        (0, "¥0.00"),
        (Decimal("-38.6"), "−¥38.60"),
        (Decimal("1234.565"), "¥1,234.57"),
        (Decimal("-0.001"), "¥0.00"),
    ],
)
def test_full_money_to_the_cent(stored, text):
    assert numbers.money_full(stored) == text


@pytest.mark.parametrize(
    ("minor", "major"),
    [(None, None), (0, Decimal(0)), (123_456, Decimal("1234.56")), (-1, Decimal("-0.01"))],
)
def test_minor_units_become_major_ones_exactly(minor, major):
    assert numbers.from_minor(minor) == major


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, 0, "—"),
        (True, 0, "—"),
        (0, 0, "0"),
        (1_284, 0, "1,284"),
        (-6, 0, "−6"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (1.005, 2, "1.01"),
        (1_000_000, 1, "1,000,000.0"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_away_from_zero(value, places, text):
    assert numbers.number(value, places) == text


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(None, 1, "—"), (0, 1, "0.0%"), (0.123, 1, "12.3%"), (-0.0045, 1, "−0.5%"), (1, 0, "100%")],
)
def test_shares_are_percentages(share, places, text):
    assert numbers.percent(share, places) == text
