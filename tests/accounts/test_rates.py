"""Exchange rates by hand: who may, and what a form refuses."""

import pytest
from django.urls import reverse

from accounts.models import ExchangeRate

pytestmark = pytest.mark.django_db


class TestRates:
    def test_only_for_admins(self, people, as_user):
        assert as_user(people.admin).get(reverse("rate_list")).status_code == 200
        assert as_user(people.head).get(reverse("rate_list")).status_code == 403

    @pytest.mark.parametrize(
        ("currency", "rate", "field"),
        [
            ("usd", "7.1", None),
            ("CNY", "1", "currency"),
            ("US", "7", "currency"),
            ("USD", "0", "rate"),
        ],
    )
    def test_form(self, people, as_user, currency, rate, field):
        response = as_user(people.admin).post(
            reverse("rate_list"), {"currency": currency, "date": "2026-01-01", "rate": rate}
        )
        if field:
            assert field in response.context["form"].errors
        assert ExchangeRate.objects.filter(currency="USD").count() == (0 if field else 1)
