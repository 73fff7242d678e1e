"""Company settings, and when the base currency is settled for good."""

import pytest
from django.core.exceptions import ValidationError

from staff.models import Company
from staff.services import company as service
from tests import factories

NOW = {
    "name": "云岭",
    "base_currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "language": "zh-hans",
    "night_hour": 2,
}


def test_settings_are_saved(people):
    new = {**NOW, "base_currency": "EUR", "time_zone": "Europe/Berlin", "night_hour": 4}
    service.update(by=people.admin, base_currency_locked=False, **new)
    row = Company.current()
    assert {name: getattr(row, name) for name in new} == new


def test_the_currency_stays_once_there_are_amounts(people):
    new = {**NOW, "base_currency": "EUR"}
    with pytest.raises(ValidationError) as problem:
        service.update(by=people.admin, base_currency_locked=True, **new)
    assert set(problem.value.message_dict) == {"base_currency"}
    assert Company.current().base_currency == "CNY"


def test_other_settings_change_with_amounts_too(people):
    service.update(by=people.admin, base_currency_locked=True, **NOW)
    assert Company.current().name == "云岭"


def test_the_page_locks_the_currency_when_the_ledger_has_rows(people, as_user):
    client = as_user(people.admin)
    form = {**NOW, "base_currency": "EUR"}
    factories.sale(factories.account(owner=people.rep), "2026-01-05", 100)
    response = client.post("/settings/company/", form)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["base_currency"]
    assert Company.current().base_currency == "CNY"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_currency", "XQQ"),
        ("base_currency", "XXX"),
        ("base_currency", "XAU"),
        ("base_currency", "XXX1"),
        ("time_zone", "Mars/Olympus"),
        ("night_hour", "24"),
        ("name", ""),
        ("language", "fr"),
    ],
)
def test_wrong_settings_get_a_message_by_the_field(people, as_user, field, value):
    response = as_user(people.admin).post("/settings/company/", {**NOW, field: value})
    assert list(response.context["form"].errors) == [field]
    assert Company.current().name != "云岭"


@pytest.mark.parametrize("code", ["gbp", " XOF "])
def test_a_currency_may_be_typed_in_any_case(people, as_user, code):
    as_user(people.admin).post("/settings/company/", {**NOW, "base_currency": code})
    assert Company.current().base_currency == code.strip().upper()


def test_the_page_saves(people, as_user):
    response = as_user(people.admin).post("/settings/company/", {**NOW, "base_currency": "GBP"})
    assert response.status_code == 302
    assert Company.current().base_currency == "GBP"
