"""Cells of a sales ledger file: amounts and dates that are understood, and that are refused."""

from datetime import date

import pytest

from accounts.models import LedgerEntry
from tests.accounts.imports import HEADER, checked, imported, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567.00"),
        ("１，２３４．５", "1234.50"),
        ("¥1,000", "1000.00"),
        ("-￥10", "-10.00"),
        ("$-10", "-10.00"),
        (" 7 ", "7.00"),
        ("+3.10", "3.10"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
    ],
)
def test_an_amount_is_understood(known, cell, amount):
    batch = imported(f'{HEADER}C1,A1,2026-01-05,"{cell}"\n')

    assert batch.counts["accepted"] == 1
    assert str(LedgerEntry.objects.get().amount) == amount


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.234,56", "ambiguous_number"),
        ("12,5", "ambiguous_number"),
        ("1.234.567", "ambiguous_number"),
        ("twelve", "not_a_number"),
        ("12 apples", "not_a_number"),
        ("1e500", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("1_000", "not_a_number"),
        ("--1", "not_a_number"),
        ("12,34,567", "not_a_number"),
        ("=SUM(A1:A9)", "formula"),
        ("", "empty"),
        ("999999999999999999", "too_large"),
        ("9e99", "too_large"),
        (".5", "not_a_number"),
        ("5.", "not_a_number"),
    ],
)
def test_an_amount_is_refused(known, cell, reason):
    batch = checked(f'{HEADER}C1,A1,2026-01-05,"{cell}"\n')

    assert reasons(batch) == {2: ("amount", reason)}


@pytest.mark.parametrize(
    "cell",
    [
        "2011-12-09",
        "2011/12/9",
        "2011.12.09",
        "20111209",
        "2011年12月9日",
        "２０１１-１２-０９",
        "2011-12-09 12:50:00",
        "2011-12-09T12:50",
        "2011/12/9 8:26 AM",
    ],
)
def test_a_date_is_understood(known, cell):
    imported(f"{HEADER}C1,A1,{cell},1\n")

    assert LedgerEntry.objects.get().date == date(2011, 12, 9)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2011/2/29", "no_such_day"),
        ("29 February 2011", "not_a_date"),
        ("2011-13-01", "no_such_day"),
        ("03/04/2011", "ambiguous_date"),
        ("13/04/2011", "ambiguous_date"),
        ("40886", "serial_date"),
        ("yesterday", "not_a_date"),
        ("2011-12-09 noon", "not_a_date"),
        ("13/13/2011", "no_such_day"),
        ("31/02/2011", "no_such_day"),
        ("1066-10-14", "far_date"),
        ("1969-12-31", "far_date"),
        ("2199-01-01", "far_date"),
        ("=TODAY()", "formula"),
        ("", "empty"),
    ],
)
def test_a_date_is_refused(known, cell, reason):
    batch = checked(f"{HEADER}C1,A1,{cell},1\n")

    assert reasons(batch) == {2: ("date", reason)}


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2011, 4, 3)), ("mdy", date(2011, 3, 4))])
def test_a_user_may_say_what_comes_first_in_a_date(known, order, day):
    imported(f"{HEADER}C1,A1,03/04/2011,1\n", date_order=order)

    assert LedgerEntry.objects.get().date == day
