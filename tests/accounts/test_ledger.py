"""What the database itself holds true of the ledger, whoever writes."""

from contextlib import closing
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.models import LedgerEntry, MonthlyRollup
from accounts.services import rollup
from tests import factories

DAY = date(2026, 1, 5)
DELETE = "DELETE FROM accounts_account WHERE id = %s"


@pytest.mark.django_db
def test_a_row_of_an_account_that_does_not_exist_is_refused():
    sale = factories.sale(factories.account(), DAY, 100)

    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        factories.sale(factories.account(), DAY, 100, account_id=999_999)
    with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
        LedgerEntry.objects.filter(pk=sale.pk).update(account_id=999_999)


@pytest.mark.django_db
def test_an_account_with_ledger_rows_can_not_be_deleted():
    sold, unsold = factories.account(), factories.account()
    factories.sale(sold, DAY, 100)

    with connection.cursor() as cursor:
        cursor.execute(DELETE, [unsold.pk])
        with pytest.raises(IntegrityError, match="with ledger rows"), transaction.atomic():
            cursor.execute(DELETE, [sold.pk])


@pytest.mark.django_db(transaction=True)
def test_an_account_is_held_until_its_new_row_is_committed(first_rows):
    account = factories.account()
    with closing(connection.copy()) as other, transaction.atomic():
        factories.sale(account, DAY, 100)
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                cursor.execute(DELETE, [account.pk])


@pytest.mark.django_db
def test_months_follow_when_rows_move_close_and_go():
    account, other = factories.account(), factories.account()
    first = factories.sale(account, DAY, 100, cost=60)
    second = factories.sale(account, DAY, 50)

    def months():
        rows = MonthlyRollup.objects.order_by("account", "month").values_list(
            "account", "month", "net_revenue", "revenue_with_cost", "cost_of_goods", "sale_days"
        )
        assert rollup.rebuild() == 0
        return list(rows)

    january, march = date(2026, 1, 1), date(2026, 3, 1)
    assert months() == [(account.pk, january, 150, 100, 60, [DAY])]
    LedgerEntry.objects.filter(pk=first.pk).update(date=date(2026, 3, 31), account=other)
    assert months() == [
        (account.pk, january, 50, 0, 0, [DAY]),
        (other.pk, march, 100, 100, 60, [date(2026, 3, 31)]),
    ]
    LedgerEntry.objects.filter(pk=first.pk).update(known_to="2027-01-01T00:00Z")
    LedgerEntry.objects.filter(pk=second.pk).delete()
    assert months() == []
