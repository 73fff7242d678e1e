"""The narrow row per account follows its sources, whatever changes; a rebuild gives the same."""

from datetime import date, timedelta

import pytest
from django.db import connection

from accounts.models import Account, Standing
from relationships.models import Rhythm, Visit
from relationships.services import coverage
from tests import factories
from tests.relationships.conftest import TODAY, seen

pytestmark = pytest.mark.django_db
COLUMNS = (
    "account_id", "owner_id", "unit_id", "status", "tier", "since", "last_visited_on",
    "quarter_visits", "start",
)  # fmt: skip


def rows():
    return list(Rhythm.objects.order_by("pk").values_list(*COLUMNS))


def rate(account, people):
    Standing.objects.create(account=account, pyramid=1, since=date(2026, 9, 1))


def change_tier(account, people):
    rate(account, people)
    Standing.objects.filter(account=account).update(pyramid=2)


def unrate(account, people):
    rate(account, people)
    Standing.objects.filter(account=account).delete()


def become_core(account, people):
    Standing.objects.create(account=account, pyramid=3, key_class=1, since=date(2026, 9, 1))


def stop_being_core(account, people):
    become_core(account, people)
    Standing.objects.filter(account=account).update(key_class=3)


def hand_over(account, people):
    Account.objects.filter(pk=account.pk).update(owner=people.other_rep, unit=None)


def leave(account, people):
    Account.objects.filter(pk=account.pk).update(status="exited")


def visit(account, people):
    rate(account, people)
    for ago in (5, 10, 200):
        day = TODAY - timedelta(days=ago)
        seen(account, day, people.rep, [factories.contact(account)])


def take_back_the_visits(account, people):
    visit(account, people)
    Visit.objects.filter(account=account).update(status="cancelled")
    coverage.refresh(accounts=[account.pk])


EXPECTED = {
    rate: {"tier": 1, "start": date(2026, 9, 1)},
    change_tier: {"tier": 2, "start": date(2026, 9, 1)},
    unrate: {"tier": 0, "since": None},
    become_core: {"tier": 1, "start": date(2026, 9, 1)},
    stop_being_core: {"tier": 3},
    hand_over: {"unit_id": None},
    leave: {"status": "exited"},
    visit: {"start": TODAY - timedelta(days=5), "quarter_visits": 2, "tier": 1},
    take_back_the_visits: {"start": date(2026, 9, 1), "quarter_visits": 0},
}


@pytest.mark.parametrize("what", EXPECTED, ids=lambda what: what.__name__)
def test_it_follows(people, what):
    account = factories.account(owner=people.rep)
    factories.account(owner=people.rep)
    what(account, people)
    row = Rhythm.objects.values().get(pk=account.pk)
    assert {name: row[name] for name in EXPECTED[what]} == EXPECTED[what]
    kept = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM relationships_rhythm")
    coverage.rebuild()
    assert rows() == kept


def test_an_account_that_goes_takes_it_along(people):
    account = factories.account(owner=people.rep)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_account WHERE id = %s", [account.pk])
    assert not Rhythm.objects.exists()
