"""A small book that is scored, and the day of the tests."""

from datetime import date, timedelta

import pytest

from tests import factories
from tiering.services.runs import execute_run, request_run

AS_OF = date(2026, 10, 31)
TODAY = date(2026, 11, 20)
YEAR = timedelta(days=364)


@pytest.fixture
def account(people):
    """The third of five: ORDINARY; MAJOR is empty in so small a book, TOP is above."""
    factories.policy(hysteresis__immediate=True)
    accounts = [factories.account(f"客户{n}", people.rep) for n in range(1, 6)]
    for n, account in enumerate(accounts):
        for month in (1, 3, 6, 9):
            factories.sale(account, date(2026, month, 3), 10_000 - 2_000 * n)
    execute_run(run=request_run(as_of=AS_OF, by=None))
    found = accounts[2]
    found.refresh_from_db()
    return found
