"""The settings of the one company."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from staff.models import Company, User


@transaction.atomic
def update(
    *,
    by: User,
    base_currency_locked: bool,
    name: str,
    base_currency: str,
    time_zone: str,
    language: str,
    night_hour: int,
) -> Company:
    """New settings. Amounts are frozen in the base currency, so it stays once there are any.

    `base_currency_locked` says whether amounts exist; the ledger lives above this app.
    """
    company = Company.objects.select_for_update().get(pk=1)
    if base_currency != company.base_currency and base_currency_locked:
        raise ValidationError(
            {
                "base_currency": _(
                    "The base currency can't change any more: the ledger already has amounts in it."
                )
            },
            code="currency_locked",
        )
    company.name, company.base_currency = name, base_currency
    company.time_zone, company.language, company.night_hour = time_zone, language, night_hour
    company.full_clean()
    company.save()
    return company
